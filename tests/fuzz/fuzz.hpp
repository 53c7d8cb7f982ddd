#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

/// What the fuzz targets share. Each is a program of libFuzzer:
///
///     build/clang-asan/tests/fuzz_chunked_body -max_total_time=600 NEW tests/fuzz/corpus/chunked_body
///
/// looks for ten minutes, from the texts of the corpus on, for one that breaks a rule; it writes that to a file which the
/// program takes as its argument to show it again. What is new to it, but breaks none, goes to the folder NEW.
namespace fuzz {

/// Ends the program, which is what libFuzzer calls a finding.
inline void require(bool rule, const char* what)
{
    if (rule)
        return;
    std::fprintf(stderr, "broken rule: %s\n", what);
    std::abort();
}

inline std::string_view text(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// The text in memory that ends where it ends, so that AddressSanitizer sees who reads on.
class exact_copy {
public:
    explicit exact_copy(std::string_view text) : bytes_(new char[text.size()]), size_(text.size())
    {
        text.copy(bytes_.get(), size_);
    }
    [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

} // namespace fuzz
