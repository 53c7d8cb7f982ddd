// A small service: a page to log in, users in JSON, uploads of any size, photos, live events, an export, files, and a page
// for one user.
//
// Run:
//     meson compile -C build && build/examples/13_service PORT FOLDER
//     curl -i localhost:7070/login -d 'name=ada&password=lovelace'
//     curl localhost:7070/api/users -H 'Content-Type: application/json' -d '{"name":"ada","age":36,"tags":["maths"]}'
//     curl -T film.mp4 localhost:7070/uploads/film.mp4; curl localhost:7070/photos -F photo=@ada.jpg
//     curl -N localhost:7070/live; curl 'localhost:7070/export.csv?rows=3'
//     curl -r 0-99 localhost:7070/static/film.mp4; curl -u ada:lovelace localhost:7070/admin/

#include <plait/guarded.hpp>
#include <plait/http.hpp>
#include <plait/http/basic_auth.hpp>
#include <plait/http/body_reader.hpp>
#include <plait/http/events.hpp>
#include <plait/http/file_writer.hpp>
#include <plait/http/files.hpp>
#include <plait/http/form.hpp>
#include <plait/http/json.hpp>
#include <plait/http/same_secret.hpp>
#include <plait/http/signed_cookie.hpp>
#include <plait/http/stream.hpp>
#include <plait/run_main.hpp>
#include <plait/sleep.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace plait;
using namespace plait::http;
using namespace std::chrono_literals;

struct new_user {
    std::string name;
    int age = 0;
    std::optional<std::string> email;
    std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(new_user, (), (name, age, email, tags))

struct user : new_user {
    std::size_t id = 0;
};
BOOST_DESCRIBE_STRUCT(user, (new_user), (id))

constexpr const char* login_page = R"(<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Log in</title>
<form method="post" action="/login"><label>Name <input name="name"></label>
<label>Password <input name="password" type="password"></label> <button>Log in</button></form></html>
)";

// With a new key, all have to log in again: a server to be restarted keeps it in a file.
std::string random_key()
{
    std::random_device random;
    std::string key(32, '\0');
    std::ranges::generate(key, [&] { return static_cast<char>(random()); });
    return key;
}

bool is_ada(std::string_view name, std::string_view password)
{
    const bool has_name = same_secret(name, "ada"); // not after &&, which would tell by its time which of the two fails
    return same_secret(password, "lovelace") && has_name;
}

router service(const std::string& folder, guarded<std::vector<user>>& users)
{
    const signed_cookie sessions("session", random_key());
    router app;
    app.get("/{$}", [](request&) { return html(login_page); });
    app.post("/login", [sessions](request& request) {
        const form_data form = request.form();
        if (!is_ada(form["name"], form["password"]))
            throw http_error(status::unauthorized, "wrong name or password");
        return redirect("/me").set_cookie(sessions.cookie(form["name"]));
    });
    app.get("/me", [sessions](request& request) {
        if (const auto name = sessions.value(request))
            return text(*name + "\n");
        throw http_error(status::unauthorized, "log in first");
    });
    app.post("/api/users", [&users](request& request) -> awaitable<response> {
        user added{request.json<new_user>()};
        co_return co_await users.with([&](std::vector<user>& all) {
            added.id = all.size() + 1;
            all.push_back(added);
            return json(added, status::created);
        });
    });
    const auto save_upload = [folder](request& request, body_reader& body) -> awaitable<response> {
        auto to = co_await file_writer::create(folder, request.parameter("name"));
        while (const auto piece = co_await body.read())
            co_await to.write(*piece);
        co_await to.commit();
        co_return response(status::no_content);
    };
    app.put("/uploads/{name}", save_upload, route_options().body_limit(2_GiB).body_total_timeout(1h));
    const auto save_photo = [folder](request& request) -> awaitable<response> {
        const form_data form = request.form();
        const file_part& photo = form.require_file("photo");
        auto to = co_await file_writer::create(folder, photo.file_name);
        co_await to.write(photo.content);
        co_await to.commit();
        co_return response(status::created);
    };
    app.post("/photos", save_photo, route_options().body_limit(10_MiB));
    app.get("/live", [](request&) {
        return events([](event_writer& out) -> awaitable<> {
            for (int tick = 1;; ++tick, co_await sleep_for(100ms))
                co_await out.send(server_event("tick").id(std::to_string(tick)));
        });
    });
    app.get("/export.csv", [](request& request) {
        const auto write = [](body_writer& out, long rows) -> awaitable<> {
            for (long row = 1; row <= rows; ++row)
                co_await out.write(std::to_string(row) + "," + std::to_string(row * row) + "\r\n");
        };
        return stream("text/csv", write, request.query<long>("rows").value_or(10));
    });
    app.mount("/static", files(folder)); // uploads, too: a real site serves those from a host without its cookies
    router admin;
    admin.use(basic_auth(is_ada));
    admin.get("/{$}", [](request&) { return text("Hello, " + *authenticated_user() + "!\n"); });
    app.mount("/admin", admin);
    return app;
}

int main(int count, char** arguments)
{
    const char* const port = count == 3 ? arguments[1] : "7070";
    const char* const folder = count == 3 ? arguments[2] : ".";
    const auto options = server_options().listen(std::string("127.0.0.1:") + port);
    guarded<std::vector<user>> users{};
    return run_main([&]() -> awaitable<> {
        listener listening(options);
        std::cout << "listening on " << listening.addresses().front() << std::endl;
        co_await serve(service(folder, users), options, std::move(listening));
    });
}
