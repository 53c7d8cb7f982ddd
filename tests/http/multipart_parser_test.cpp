// A form in parts: what is read of it, and what is refused. However it is cut into pieces, the events are the same.
#include "http/parse/multipart_parser.hpp"

#include <doctest/doctest.h>
#include <support/multipart.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace multipart_test;
using namespace plait::http;
using detail::multipart_event;
using detail::multipart_parser;

namespace {

/// All that the parser tells, as one text: "[a]content;" for a field, "[a|name|type]content;" for a file, "." for the
/// end, and "!400" for a refusal.
struct event_log {
    multipart_parser parser;
    std::string told;

    explicit event_log(std::string_view boundary) : parser(boundary, form_limits()) {}

    void give(std::string_view piece)
    {
        const std::vector<char> exactly(piece.begin(), piece.end()); // so that ASan sees a read behind it
        std::string_view rest(exactly.data(), exactly.size());
        for (auto event = parser.parse(rest); event != multipart_event::more; event = parser.parse(rest)) {
            tell(event);
            if (event == multipart_event::refused)
                return;
        }
        REQUIRE(rest.empty());
    }
    std::string finish()
    {
        if (!parser.refusal() && parser.finish() == multipart_event::refused)
            tell(multipart_event::refused);
        return told;
    }

private:
    void tell(multipart_event event)
    {
        const detail::part_head& part = parser.part();
        switch (event) {
        case multipart_event::part:
            told += "[" + part.name;
            if (part.is_file)
                told += "|" + part.file_name + "|" + part.content_type;
            told += "]";
            break;
        case multipart_event::data:
            REQUIRE_FALSE(parser.data().empty());
            told += parser.data();
            break;
        case multipart_event::part_end:
            told += ";";
            break;
        case multipart_event::end:
            told += ".";
            break;
        default:
            REQUIRE(parser.refusal());
            told += "!" + std::to_string(static_cast<unsigned>(parser.refusal().status));
        }
    }
};

std::string events_of(std::string_view body, std::string_view boundary = "b")
{
    event_log to(boundary);
    to.give(body);
    return to.finish();
}

struct row {
    const char* name;
    std::string body;
    std::string told;
};

std::vector<row> rows()
{
    const std::string zero(1, '\0');
    return {
        {"one field", a + "1\r\n--b--\r\n", "[a]1;."},
        {"no line break at the end", a + "1\r\n--b--", "[a]1;."},
        {"no parts", "--b--\r\n", "."},
        {"an empty value", a + "\r\n--b--\r\n", "[a];."},
        {"no content, and no line break before the boundary", a + "--b--\r\n", "[a];."},
        {"two fields of one name", a + "1\r\n" + a + "2\r\n--b--\r\n", "[a]1;[a]2;."},
        {"a file",
         "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
             + zero + "\r\n--b--\r\n",
         "[f|a.png|image/png]" + zero + ";."},
        {"no file chosen", of_disposition("name=\"f\"; filename=\"\""), "[f||]x;."},

        // What looks like a boundary
        {"a preamble", "Hello\r\nyou\r\n" + a + "1\r\n--b--", "[a]1;."},
        {"a line break as preamble", "\r\n" + a + "1\r\n--b--", "[a]1;."},
        {"an epilogue", a + "1\r\n--b--\r\nbye\r\n" + a + "2\r\n--b--", "[a]1;."},
        {"a boundary in the preamble, within a line", "x--b\r\n" + a + "1\r\n--b--", "[a]1;."},
        {"white space behind boundaries", "--b \t\r\n" + a.substr(5) + "1\r\n--b-- \t\r\n", "[a]1;."},
        {"a boundary within a line", a + "1--b\r\n--b--", "[a]1--b;."},
        {"a boundary behind LF", a + "1\n--b\n--b--\n\r\n--b--", "[a]1\n--b!400"},
        {"a boundary behind CR", a + "1\r--b\r\n--b--", "[a]1\r--b!400"},
        {"a part behind LF", a + "1\n" + a + "2\r\n--b--", "[a]1\n--b!400"},
        {"a part behind CR", a + "1\r" + a + "2\r\n--b--", "[a]1\r--b!400"},
        {"a last boundary behind LF", a + "1\n--b--\r\n" + a + "2\r\n--b--", "[a]1\n--b!400"},
        {"a boundary behind LF, and one behind CRLF", a + "\n--b\r\n--b--", "[a]\n--b!400"},
        {"a boundary behind LF after half a delimiter", a + "\r\n-\n--\n--b \r\n--b--", "[a]\r\n-\n--\n--b!400"},
        {"a boundary behind LF in the preamble", "x\n" + a + "1\r\n--b--", "!400"},
        {"a boundary behind CR in the preamble", "x\r" + a + "1\r\n--b--", "!400"},
        {"LF alone as preamble", "\n" + a + "1\r\n--b--", "!400"},
        {"a line behind LF that goes on", a + "\n--bc\r\n--b--", "[a]\n--bc;."},
        {"LF before a delimiter", a + "1\n\r\n--b\r\n" + a.substr(5) + "2\n\r\n--b--", "[a]1\n;[a]2\n;."},
        {"one more hyphen behind LF", a + "\n---b\r\n--b--", "[a]\n---b;."},
        {"a line that begins with the boundary and goes on", a + "1\r\n--bc\r\n--b\r\n" + a.substr(5) + "2\r\n--b--",
         "[a]1\r\n--bc;[a]2;."},
        {"such a line first", a + "--bc\r\n--b--", "[a]--bc;."},
        {"such a line in the preamble", "--bc\r\n" + a + "1\r\n--b--", "[a]1;."},
        {"half a boundary, again and again", a + "\r\r\n\r\n-\r\n--\r\n--\r\n--b--", "[a]\r\r\n\r\n-\r\n--\r\n--;."},
        {"line breaks at the end of content", a + "1\r\n\r\n\r\n--b--", "[a]1\r\n\r\n;."},
        {"a boundary that ends with one hyphen", a + "1\r\n--b-\r\n--b--", "[a]1!400"},
        {"a last boundary that goes on", a + "1\r\n--b--c\r\n", "[a]1;.!400"},
        {"white space and more behind a boundary", a + "1\r\n--b c\r\n--b--", "[a]1!400"},
        {"LF alone behind a boundary", a + "1\r\n--b\nx\r\n--b--", "[a]1!400"},
        {"CR alone behind a boundary", a + "1\r\n--b\rx", "[a]1!400"},
        {"LF alone behind the last boundary", a + "1\r\n--b--\n", "[a]1;.!400"},

        // What is missing
        {"nothing", "", "!400"},
        {"no boundary", "a=1&b=2", "!400"},
        {"LF alone everywhere", "--b\nContent-Disposition: form-data; name=\"a\"\n\n1\n--b--\n", "!400"},
        {"LF alone in a head", "--b\r\nContent-Disposition: form-data; name=\"a\"\n\n1\r\n--b--\r\n", "!400"},
        {"an end in the preamble", "Hello", "!400"},
        {"an end in a head", "--b\r\nContent-Disp", "!400"},
        {"an end in the content", a + "1", "[a]1!400"},
        {"an end in a boundary", a + "1\r\n--b", "[a]1!400"},
        {"an end behind a boundary", a + "1\r\n--b\r\n", "[a]1;!400"},
        {"an end in the last boundary", a + "1\r\n--b-", "[a]1!400"},
        {"an end in the line break of the last boundary", a + "1\r\n--b--\r", "[a]1;.!400"},

        // Heads
        {"no head", "--b\r\n\r\nx\r\n--b--", "!400"},
        {"no Content-Disposition", of_head("Content-Type: text/plain"), "!400"},
        {"no name", of_disposition("filename=\"x\""), "!400"},
        {"an attachment", of_head("Content-Disposition: attachment; name=\"a\""), "!400"},
        {"a kind that begins like it", of_head("Content-Disposition: form-data2; name=\"a\""), "!400"},
        {"two Content-Dispositions",
         of_head(a.substr(5, a.size() - 9) + "\r\nContent-Disposition: form-data; name=\"b\""), "!400"},
        {"two Content-Types", of_disposition("name=a\r\nContent-Type: text/a\r\nContent-Type: text/b"), "!400"},
        {"other fields", of_head("X-A: 1\r\ncontent-DISPOSITION:form-DATA;name=\"a\"\r\nX-B:"), "[a]x;."},
        {"a folded line", of_head("Content-Disposition: form-data;\r\n name=\"a\""), "!400"},
        {"no colon", of_disposition("name=\"a\"\r\nX"), "!400"},
        {"white space before the colon", of_head("Content-Disposition : form-data; name=\"a\""), "!400"},
        {"a zero byte", of_disposition("name=\"a" + zero + "\""), "!400"},
        {"CR in a name", of_disposition("name=\"a\rb\""), "!400"},
        {"a line break in a file name", of_disposition("name=a; filename=\"x\r\nX-A: \"1\""), "!400"},
        {"binary", of_disposition("name=a\r\nContent-Transfer-Encoding: Binary"), "[a]x;."},
        {"base64", of_disposition("name=a\r\nContent-Transfer-Encoding: base64"), "!400"},
        {"quoted-printable", of_disposition("name=a\r\nContent-Transfer-Encoding: quoted-printable"), "!400"},

        // Names
        {"no quotes", of_disposition("name=a;filename=b.c"), "[a|b.c|]x;."},
        {"white space around semicolons", of_disposition(" name=\"a\"\t; \tfilename=\"b\" ;"), "[a|b|]x;."},
        {"parameters in another order", of_disposition("filename=\"b\"; x=y; name=\"a\""), "[a|b|]x;."},
        {"capitals", of_disposition("NAME=\"a\"; FileName=\"b\""), "[a|b|]x;."},
        {"an empty name", of_disposition("name=\"\""), "[]x;."},
        {"a semicolon and an equals sign in a name", of_disposition("name=\"a; filename=b --b\""),
         "[a; filename=b --b]x;."},
        {"quotes as curl writes them", of_disposition("name=\"a\\\"b\\\\c\""), "[a\"b\\c]x;."},
        {"quotes side by side", of_disposition("name=\"%22%22%%22%2222%2\""), "[\"\"%\"\"22%2]x;."},
        {"quotes as browsers write them", of_disposition("name=\"a%22b\"; filename=\"%22.txt\""), "[a\"b|\".txt|]x;."},
        {"line breaks as browsers write them", of_disposition("name=\"a%0D%0Ab\""), "[a%0D%0Ab]x;."},
        {"a percent sign", of_disposition("name=\"100%41\""), "[100%41]x;."},
        {"UTF-8", of_disposition("name=\"\xC3\xA4\"; filename=\"\xE2\x82\xAC.txt\""),
         "[\xC3\xA4|\xE2\x82\xAC.txt|]x;."},
        {"a path of Windows", of_disposition("name=a; filename=\"C:\\dir\\new.txt\""), "[a|new.txt|]x;."},
        {"a path of a network", of_disposition("name=a; filename=\"\\\\server\\new.txt\""), "[a|new.txt|]x;."},
        {"a path", of_disposition("name=a; filename=\"../../etc/passwd\""), "[a|passwd|]x;."},
        {"a folder", of_disposition("name=a; filename=\"dir/\""), "[a||]x;."},
        {"two names", of_disposition("name=a; name=b"), "!400"},
        {"two file names", of_disposition("name=a; filename=b; filename=c"), "!400"},
        {"no end of the quotes", of_disposition("name=\"a"), "!400"},
        {"something behind the quotes", of_disposition("name=\"a\"b"), "!400"},
        {"no value", of_disposition("name"), "!400"},
        {"an empty value without quotes", of_disposition("name="), "!400"},
        {"white space before the equals sign", of_disposition("name =a"), "!400"},
        {"no semicolon", of_head("Content-Disposition: form-data name=\"a\""), "!400"},
        {"only a file name of RFC 8187", of_disposition("name=a; filename*=UTF-8''%e2%82%ac.txt"),
         "[a|\xE2\x82\xAC.txt|]x;."},
        {"both kinds of file name", of_disposition("name=a; filename*=utf-8'de'b; filename=\"c\""), "[a|c|]x;."},
        {"a path of RFC 8187", of_disposition("name=a; filename*=UTF-8''%2Fetc%2Fpasswd"), "[a|passwd|]x;."},
        {"a line break of RFC 8187", of_disposition("name=a; filename*=UTF-8''b%0D%0Ac"), "!400"},
        {"another character set", of_disposition("name=a; filename*=ISO-8859-1''%e4"), "!400"},
        {"half a character", of_disposition("name=a; filename*=UTF-8''%e"), "!400"},
        {"a name of RFC 8187", of_disposition("name*=UTF-8''a"), "!400"},
    };
}

} // namespace

TEST_SUITE_BEGIN("multipart_parser");

TEST_CASE("a form in parts is read, or refused where it could be read in two ways")
{
    for (const row& each : rows()) {
        CAPTURE(each.name);
        CHECK(events_of(each.body) == each.told);
    }
}

TEST_CASE("the events are the same, wherever the form is cut into two or three pieces, and byte by byte")
{
    for (const row& each : rows()) {
        CAPTURE(each.name);
        const std::string_view body = each.body;
        event_log bytes("b");
        for (std::size_t at = 0; at < body.size() && !bytes.parser.refusal(); ++at)
            bytes.give(body.substr(at, 1));
        REQUIRE(bytes.finish() == each.told);
        for (std::size_t first = 0; first <= body.size(); ++first)
            for (std::size_t second = first; second <= body.size(); second += 1 + (second - first) / 8) {
                event_log to("b");
                for (const std::string_view piece :
                     {body.substr(0, first), body.substr(first, second - first), body.substr(second)})
                    if (!to.parser.refusal())
                        to.give(piece);
                if (to.finish() != each.told) {
                    CAPTURE(first);
                    CAPTURE(second);
                    REQUIRE(to.told == each.told);
                }
            }
    }
}

TEST_CASE("the content of a part that is within one piece comes at once, as a view into the piece")
{
    const std::string content = "\r\n--\r\n--bc\r\r\n--";
    std::string_view piece;
    for (const std::string& before : {std::string(), std::string("--bd\r\n")}) {
        const std::string body = a + before + content + "\r\n--b--";
        piece = body;
        multipart_parser parser("b", {});
        REQUIRE(parser.parse(piece) == multipart_event::part);
        REQUIRE(parser.parse(piece) == multipart_event::data);
        CHECK(parser.data() == before + content);
        CHECK(parser.data().data() == body.data() + a.size());
        CHECK(parser.parse(piece) == multipart_event::part_end);
        CHECK(parser.parse(piece) == multipart_event::end);
        CHECK(parser.parse(piece) == multipart_event::more);
        CHECK(parser.finish() == multipart_event::end);
    }
}

TEST_CASE("a boundary may look like the end of another, and have the longest size")
{
    for (const std::string& boundary :
         {std::string("--"), std::string("b--"), std::string(70, '-'), std::string("-x")}) {
        CAPTURE(boundary);
        const std::string body = "--" + boundary + a.substr(3) + "1\r\n--" + boundary + "--\r\n";
        CHECK(events_of(body, boundary) == "[a]1;.");
    }
}

TEST_CASE("content that is full of line breaks is read in one pass")
{
    std::string content;
    for (int i = 0; i < 200'000; ++i)
        content += "\r\n--";
    event_log to("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    to.give("--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" + a.substr(3));
    for (std::size_t at = 0; at < content.size(); at += 1000)
        to.give(std::string_view(content).substr(at, 1000));
    CHECK(to.told == "[a]" + content.substr(0, content.size() - 4)); // what could begin the boundary is held back
}

TEST_SUITE_END();
