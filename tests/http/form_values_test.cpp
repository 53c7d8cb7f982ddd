// What a form gives, and who keeps it.
#include <plait/http/form.hpp>

#include <plait/http/http_error.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace plait::http;

namespace {

const field urlencoded_form{"Content-Type", "application/x-www-form-urlencoded"};

// Whether these compile for a form with a name, and for one without.
template <class Form>
constexpr bool gives_views = requires(Form&& form)
{
    std::forward<Form>(form).all("a");
}
|| requires(Form&& form)
{
    std::forward<Form>(form).file("a");
}
|| requires(Form&& form)
{
    std::forward<Form>(form).require_file("a");
}
|| requires(Form&& form)
{
    std::forward<Form>(form).files();
};

} // namespace

TEST_SUITE_BEGIN("form");

TEST_CASE("what is missing is answered 422, and named")
{
    const request request(method::post, "/", "a=", {urlencoded_form});
    const form_data form = request.form();
    CHECK(form.require("a") == "");
    try {
        (void)form.require("x/~y");
        FAIL("is not missed");
    } catch (const http_error& error) {
        CHECK(error.status() == status::unprocessable_content);
        CHECK(error.errors() == std::vector<wrong_value>{{"/x~1~0y", "a field", "nothing"}});
    }
    try {
        (void)form.require_file("a");
        FAIL("is not missed");
    } catch (const http_error& error) {
        CHECK(error.status() == status::unprocessable_content);
        CHECK(error.errors() == std::vector<wrong_value>{{"/a", "a file", "nothing"}});
    }
}

TEST_CASE("a field may be asked for as a number, a bool or a text")
{
    const request request(
        method::post, "/", "age=36&pi=3.5&yes=on&name=ada&blank=&wrong=x7", {urlencoded_form});
    const form_data form = request.form();
    CHECK(form.require<int>("age") == 36);
    CHECK(form.require<double>("pi") == 3.5);
    CHECK(form.require<bool>("yes"));
    CHECK(form.require<std::string>("name") == "ada");
    CHECK(form.get<std::size_t>("age") == 36);
    CHECK(form.get<int>("missing") == std::nullopt);
    CHECK(form.get<int>("blank") == std::nullopt); // a field that was not filled in
    CHECK(form.get<std::string>("blank") == "");
    CHECK(form.get<bool>("yes") == true);
    CHECK(form.get<bool>("blank") == std::nullopt);
    CHECK_THROWS_AS((void)form.require<bool>("blank"), http_error);
    CHECK(form.get<std::string>("missing") == std::nullopt);
    for (const char* name : {"wrong", "blank", "missing"}) {
        CAPTURE(name);
        try {
            (void)form.require<std::uint8_t>(name);
            FAIL("is not refused");
        } catch (const http_error& error) {
            CHECK(error.status() == status::unprocessable_content);
            REQUIRE(error.errors().size() == 1);
            CHECK(error.errors().front().pointer == "/" + std::string(name));
        }
    }
    CHECK_THROWS_AS((void)form.get<int>("wrong"), http_error);
}

TEST_CASE("the client is not told all of a long text that it has sent")
{
    const std::string name(250, 'n');
    const request request(
        method::post, "/", name + "=" + std::string(39, '9') + "%c3%a4" + std::string(100'000, '9'),
        {urlencoded_form});
    const form_data form = request.form();
    auto told = [](auto function) {
        try {
            function();
        } catch (const http_error& error) {
            CHECK(error.detail().size() < 200);
            return error.errors().at(0);
        }
        FAIL("is not refused");
        return wrong_value();
    };
    const std::string pointer = "/" + std::string(100, 'n') + "...";
    const wrong_value wrong = told([&] { (void)form.require<int>(name); });
    CHECK(wrong.got == std::string(39, '9') + "..."); // no half of a character
    CHECK(wrong.pointer == pointer);
    CHECK(told([&] { (void)form.require(name + "n"); }).pointer == pointer);
    CHECK(told([&] { (void)form.require_file(name); }).pointer == pointer);
}

TEST_CASE("the values stay where they are when the form is moved")
{
    const request request(method::post, "/", "a=1", {urlencoded_form});
    form_data form = request.form();
    const std::string_view value = form["a"];
    const form_data moved = std::move(form);
    CHECK(moved["a"].data() == value.data());
}

TEST_CASE("a form without a name gives copies, and no views into itself")
{
    const std::string long_name(100, 'n'); // which no std::string holds in itself
    const request request(method::post, "/", "age=36&name=" + long_name, {urlencoded_form});
    const auto by_name = request.form()["name"];
    const auto required = request.form().require("name");
    const auto got = request.form().get<std::string>("name");
    static_assert(std::is_same_v<decltype(by_name), const std::string>);
    static_assert(std::is_same_v<decltype(required), const std::string>);
    CHECK(by_name == long_name);
    CHECK(required == long_name);
    CHECK(got == long_name);
    CHECK(request.form()["missing"].empty());
    CHECK(request.form().require<int>("age") == 36);
    CHECK(request.form().get<int>("missing") == std::nullopt);
    std::string all;
    for (const auto& [name, value] : request.form()) // the loop keeps the form
        all += name;
    CHECK(all == "agename");

    static_assert(std::is_same_v<decltype(std::declval<form_data&>()["a"]), std::string_view>);
    static_assert(gives_views<form_data&> && gives_views<const form_data&>);
    static_assert(!gives_views<form_data> && !gives_views<const form_data>);
}

TEST_SUITE_END();
