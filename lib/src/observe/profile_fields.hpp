#pragma once

namespace plait::detail {

// The numbers of the fields, from profile.proto of github.com/google/pprof.
namespace profile_field {
enum : unsigned {
    sample_type = 1,
    sample,
    mapping,
    location,
    function,
    string_table,
    time_nanos = 9,
    duration_nanos,
    period_type,
    period,
    comment,
    default_sample_type
};
}
namespace value_type_field {
enum : unsigned { type = 1, unit };
}
namespace sample_field {
enum : unsigned { location_id = 1, value, label };
}
namespace label_field {
enum : unsigned { key = 1, str };
}
namespace mapping_field {
enum : unsigned {
    id = 1,
    memory_start,
    memory_limit,
    file_offset,
    filename,
    build_id,
    has_functions,
    has_filenames,
    has_line_numbers,
    has_inline_frames
};
}
namespace location_field {
enum : unsigned { id = 1, mapping_id, address, line };
}
namespace line_field {
enum : unsigned { function_id = 1, line };
}
namespace function_field {
enum : unsigned { id = 1, name, system_name, filename };
}

} // namespace plait::detail
