// Fails with: layout.html: line 1, column 3: greeting has no described member nam
#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

struct greeting {
    std::string name;
    std::vector<int> numbers;
};
BOOST_DESCRIBE_STRUCT(greeting, (), (name, numbers))

struct two_files {
    plait::template_text files[2];

    [[nodiscard]] constexpr const plait::template_text* data() const { return files; }
    [[nodiscard]] constexpr std::size_t size() const { return 2; }
};

constexpr two_files files_with(std::string_view field)
{
    return {{{"page.html", "{{> layout.html}}"}, {"layout.html", field}}};
}

std::string page(const greeting& data)
{
#ifdef TWIN
    return plait::html_template<greeting>([] { return files_with("{{name}}"); }).render(data);
#else
    return plait::html_template<greeting>([] { return files_with("{{nam}}"); }).render(data);
#endif
}
