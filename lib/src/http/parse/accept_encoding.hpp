#pragma once

#include <plait/http/request.hpp>

#include <span>
#include <string_view>

namespace plait::http::detail {

/// How much a client likes a content coding, such as "gzip", in thousandths: what its fields Accept-Encoding say (RFC 9110
/// section 12.5.3). 0 means: not acceptable.
///
/// "x-gzip" is another name of "gzip". "*" stands for what no element names. A client without such a field gets only
/// "identity", as it may not know the others. "identity" that nothing names is acceptable, and liked least (1). Elements
/// that are malformed do not count. Of several that name one coding the highest counts.
[[nodiscard]] int accepted_coding(std::span<const field> fields, std::string_view coding) noexcept;

} // namespace plait::http::detail
