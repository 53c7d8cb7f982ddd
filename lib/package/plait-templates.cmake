# plait_add_templates(target file...) makes headers of files, which the target's sources include:
#
#     plait_add_templates(shop pages/page.html)
#
#     #include <page.html.hpp>
#     constexpr plait::html_template<page_data> page(templates::page_html);
#
# Each header has the files of the same folder, too, that its file inserts.

function(plait_add_templates target)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  set(embed "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_template.py")
  set(headers "${CMAKE_CURRENT_BINARY_DIR}/${target}_templates")
  file(MAKE_DIRECTORY "${headers}")
  foreach(file IN LISTS ARGN)
    get_filename_component(source "${file}" ABSOLUTE)
    get_filename_component(name "${file}" NAME)
    add_custom_command(
      OUTPUT "${headers}/${name}.hpp"
      COMMAND Python3::Interpreter "${embed}" "${source}" "${headers}/${name}.hpp" "${headers}/${name}.d"
      DEPENDS "${source}" "${embed}"
      DEPFILE "${headers}/${name}.d"
      VERBATIM
    )
    target_sources(${target} PRIVATE "${headers}/${name}.hpp")
  endforeach()
  target_include_directories(${target} PRIVATE "${headers}")
endfunction()
