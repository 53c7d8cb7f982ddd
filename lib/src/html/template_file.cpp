#include <plait/html/template_file.hpp>

#include <plait/html/detail/template_base.hpp>
#include <plait/html/detail/template_failure_message.hpp>
#include <plait/html/detail/template_parser.hpp>

#include <atomic>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

namespace plait::detail {

namespace {

namespace fs = std::filesystem;

struct file_state {
    fs::file_time_type time{};
    std::uintmax_t size = 0;

    friend bool operator==(const file_state&, const file_state&) = default;
};

file_state state_of(const fs::path& path)
{
    std::error_code ignored; // a file that is not there has no state, which is a state of its own
    file_state state;
    state.time = fs::last_write_time(path, ignored);
    state.size = fs::file_size(path, ignored);
    return state;
}

struct loaded_file {
    fs::path path;
    std::string name;
    std::string text;
    file_state state;
};

/// What was made of the files, or why it was refused.
struct loaded_template {
    std::deque<loaded_file> files; // those who refer to a text in one need it to stay where it is
    std::vector<instruction> code;
    std::vector<inside_function> steps;
    template_program program;
    std::string refused;
};

bool add_file(loaded_template& loaded, fs::path path, std::string name)
{
    loaded_file file{std::move(path), std::move(name), {}, {}};
    file.state = state_of(file.path);
    // To open a pipe would wait until someone writes into it.
    if (std::error_code ignored; !fs::is_regular_file(file.path, ignored))
        return false;
    std::ifstream in(file.path, std::ios::binary);
    if (!in)
        return false;
    file.text.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    loaded.files.push_back(std::move(file));
    return true;
}

// A build function knows the files of one folder. So does this: what is named must be in the template's folder.
bool is_in_folder(std::string_view name)
{
    const fs::path path(name);
    for (const fs::path& part : path)
        if (part == "..")
            return false;
    return !name.empty() && path.is_relative();
}

std::vector<template_text> texts_of(const loaded_template& loaded)
{
    std::vector<template_text> texts;
    for (const loaded_file& each : loaded.files)
        texts.push_back({each.name, each.text});
    return texts;
}

std::shared_ptr<const loaded_template>
load_template(const fs::path& path, const value_type& data, template_language language)
{
    auto loaded = std::make_shared<loaded_template>();
    if (!add_file(*loaded, path, path.string())) {
        loaded->refused = "the template " + path.string() + " cannot be read";
        return loaded;
    }
    constexpr std::size_t most_files = 64;
    while (true) {
        const std::vector<template_text> texts = texts_of(*loaded);
        const auto count = static_cast<unsigned>(texts.size());
        template_parser counting(texts.data(), count, data, language);
        counting.run();
        const template_failure& problem = counting.problem;
        if (problem.code == template_failure_code::no_such_block && count < most_files && is_in_folder(problem.subject)
            && add_file(*loaded, path.parent_path() / problem.subject, std::string(problem.subject)))
            continue;
        if (problem) {
            const template_text& where = texts[problem.part];
            loaded->refused = message_of(problem, where.name, where.text).view();
            return loaded;
        }
        loaded->code.resize(counting.made.size);
        loaded->steps.resize(counting.step_count);
        template_parser parser(
            texts.data(), count, data, language,
            {loaded->code.data(), loaded->steps.data(), counting.made.size, counting.step_count});
        parser.run();
        loaded->program = parser.made;
        return loaded;
    }
}

bool has_changed(const loaded_template& loaded)
{
    if (!loaded.refused.empty())
        return true; // perhaps by a file that was not there
    for (const loaded_file& each : loaded.files)
        if (state_of(each.path) != each.state)
            return true;
    return false;
}

} // namespace

struct watched_template {
    watched_template(fs::path path, const value_type& data, template_language language)
        : path(std::move(path)), data(data), language(language)
    {
    }

    std::shared_ptr<const loaded_template> current()
    {
        const std::lock_guard lock(mutex);
        if (!loaded || has_changed(*loaded))
            loaded = load_template(path, data, language);
        return loaded;
    }

    const fs::path path;
    const value_type& data;
    const template_language language;
    std::atomic<int> users = 1;
    std::mutex mutex;
    std::shared_ptr<const loaded_template> loaded;
};

void retain(watched_template& watched) noexcept
{
    watched.users.fetch_add(1, std::memory_order_relaxed);
}

void release(watched_template& watched) noexcept
{
    if (watched.users.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete &watched;
}

template_base::template_base(const template_file& file, const value_type& data, template_language language)
    : watched_(new watched_template(file.path(), data, language))
{
}

void template_base::append_from_file(const void* data, std::string& out) const
{
    const auto loaded = watched_->current();
    if (!loaded->refused.empty())
        throw template_error(loaded->refused);
    render(loaded->program, data, out);
}

} // namespace plait::detail
