#include "platform/function_name.hpp"

#include <doctest/doctest.h>

#include <string_view>

using plait::platform::lambda_names;
using plait::platform::readable_name;

namespace {

struct row {
    std::string_view text, name;
};

} // namespace

TEST_SUITE_BEGIN("function_name");

TEST_CASE("with g++ 12 a coroutine has one name, in std::source_location and in the table of symbols")
{
    for (const auto& [text, name] : {
             row{"void shop::page(page(request)::_ZN4shop4pageENS_7requestE.Frame*)", "shop::page"},
             row{"_ZN4shop4pageEPZNS_4pageENS_7requestEE32_ZN4shop4pageENS_7requestE.Frame.actor", "shop::page"},
             row{"_ZN4shop4pageEPZNS_4pageENS_7requestEE32_ZN4shop4pageENS_7requestE.Frame.destroy", "shop::page"},
             row{"_ZN4shop4pageENS_7requestE", "shop::page"},
             row{"_ZN4shop6hiddenEPZNS_L6hiddenEiE24_ZN4shopL6hiddenEi.Frame.actor", "shop::hidden"},
             row{"void rec(rec(int)::_ZL3reci.Frame*)", "rec"},
             row{"_Z3recPZL3reciE14_ZL3reci.Frame.actor", "rec"},
             row{"void {anonymous}::deep::anon(anon(int)::_ZN12_GLOBAL__N_14deep4anonEi.Frame*)",
                 "(anonymous namespace)::deep::anon"},
             row{"_ZN12_GLOBAL__N_14deep4anonEPZNS0_4anonEiE35_ZN12_GLOBAL__N_14deep4anonEi.Frame.actor",
                 "(anonymous namespace)::deep::anon"},
             row{"void shop::generic2(generic2<int, 3>(int)::_ZN4shop8generic2IiLi3EEE6taskofISt6vectorIT_SaIS3_EEES3_"
                 ".Frame*)",
                 "shop::generic2"},
             row{"_ZN4shop8generic2EPZNS_8generic2IiLi3EEE6taskofISt6vectorIT_SaIS3_EEES3_E63_ZN4shop8generic2IiLi3EEE6"
                 "taskofISt6vectorIT_SaIS3_EEES3_.Frame.actor",
                 "shop::generic2"},
             row{"void shop::stock::operator->*(shop::stock::operator->*(int)::_ZN4shop5stockpmEi.Frame*)",
                 "shop::stock::operator->*"},
             row{"_ZN4shop5stockpmEPZNS0_pmEiE24_ZN4shop5stockpmEi.Frame.actor", "shop::stock::operator->*"},
             row{"void shop::stock::operator()(shop::stock::operator()(int)::_ZN4shop5stockclEi.Frame*)",
                 "shop::stock::operator()"},
             row{"void shop::box<std::pair<int, long int> >::get(shop::box<std::pair<int, long int> >::get()::"
                 "_ZN4shop3boxISt4pairIilEE3getEv.Frame*)",
                 "shop::box::get"},
             row{"_ZN4shop3boxISt4pairIilEE3getEPZNS3_3getEvE37_ZN4shop3boxISt4pairIilEE3getEv.Frame.actor",
                 "shop::box::get"},
             row{"void shop::val<'a'>::get(shop::val<'a'>::get()::_ZN4shop3valILc97EE3getEv.Frame*)", "shop::val::get"},
             row{"void shop::asio_two(asio_two(const request&)::_ZN4shop8asio_twoB5cxx11ERKNS_7requestE.Frame*)",
                 "shop::asio_two"},
             row{"_ZN4shop8asio_twoB5cxx11EPZNS_8asio_twoB5cxx11ERKNS_7requestEE45_ZN4shop8asio_twoB5cxx11ERKNS_7reques"
                 "tE.Frame.actor",
                 "shop::asio_two"},
             row{"void shop::local_test::run()::inner::go(shop::local_test::run()::inner::go()::"
                 "_ZZN4shop10local_test3runEvEN5inner2goEv.Frame*)",
                 "shop::local_test::run::inner::go"},
             row{"_ZZN4shop10local_test3runEPZNS0_3runEvE32_ZN4shop10local_test3runEv.Frame.actorEN5inner2goEPZZNS0_"
                 "3runES2_.actorENS3_2goEvE46_ZZN4shop10local_test3runEvEN5inner2goEv.Frame.actor",
                 "shop::local_test::run::inner::go"},
         }) {
        CAPTURE(text);
        CHECK(readable_name(text, lambda_names::numbered) == name);
    }
}

TEST_CASE("with g++ 12 the name of a lambda says which of a function it is, also where that is a coroutine")
{
    for (
        const auto& [text, name] : {
            row{"void shop::with_lambdas(int)::<lambda()>::operator()(shop::with_lambdas(int)::<lambda()>::"
                "_ZZN4shop12with_lambdasEiENKUlvE_clEv.Frame*)",
                "shop::with_lambdas::{lambda()#1}"},
            row{"_ZZN4shop12with_lambdasEiENUlvE_clEPZZNS_12with_lambdasEiENKS0_clEvE43_ZZN4shop12with_lambdasEiENKUlvE"
                "_clEv.Frame.actor",
                "shop::with_lambdas::{lambda()#1}"},
            row{"void shop::with_lambdas(with_lambdas(int)::_ZN4shop12with_lambdasEi.Frame*)::<lambda(auto:22)>::"
                "operator()(shop::with_lambdas(with_lambdas(int)::_ZN4shop12with_lambdasEi.Frame*)::<lambda(auto:22)>::"
                "_ZZN4shop12with_lambdasEiENKUlT_E0_clIiEE4taskS0_.Frame*)",
                "shop::with_lambdas::{lambda(auto:1)#2}"},
            row{"_ZZN4shop12with_lambdasEiENUlT_E0_clEPZZNS_12with_lambdasEiENKS1_clIiEE4taskS0_E55_ZZN4shop12with_"
                "lambdasEiENKUlT_E0_clIiEE4taskS0_.Frame.actor",
                "shop::with_lambdas::{lambda(auto:1)#2}"},
            row{"void main()::<lambda(int)>::<lambda()>::operator()(main()::<lambda(int)>::<lambda()>::"
                "_ZZZ4mainENKUliE0_clEiENKUlvE_clEv.Frame*)",
                "main::{lambda(int)#2}::{lambda()#1}"},
            row{"_ZZZ4mainENKUliE0_clEiENUlvE_clEPZZZ4mainENKS_clEiENKS0_clEvE40_ZZZ4mainENKUliE0_clEiENKUlvE_clEv."
                "Frame.actor",
                "main::{lambda(int)#2}::{lambda()#1}"},
            row{"_ZNK4shop3lamMUliE_clEi", "shop::lam::{lambda(int)#1}"},
            row{"_ZZN4shop4pageEvENKUlSt6vectorISsSaISsEEE_clES2_", "shop::page::{lambda(vector)#1}"},
            row{"_ZZN4shop10local_test3runEvENKUlRNS_7requestEN12_GLOBAL__N_11sEE_clES2_S4_",
                "shop::local_test::run::{lambda(request&, s)#1}"},
            row{"shop::<lambda(auto:21)> [with auto:21 = int]", "shop::{lambda(auto:21)}"},
            row{"shop::with_lambdas(int)::<lambda(auto:23)>::<lambda()>",
                "shop::with_lambdas::{lambda(auto:23)}::{lambda()}"},
        }) {
        CAPTURE(text);
        CHECK(readable_name(text, lambda_names::numbered) == name);
    }
}

TEST_CASE("with clang 19 a coroutine has one name, in std::source_location and in the table of symbols")
{
    for (const auto& [text, name] : {
             row{"asio::awaitable<std::vector<std::pair<int, std::string>>> shop::asio_two(const request &)",
                 "shop::asio_two"},
             row{"_ZN4shop8asio_twoB5cxx11ERKNS_7requestE.resume", "shop::asio_two"},
             row{"_ZN4shop8asio_twoB5cxx11ERKNS_7requestE.cleanup", "shop::asio_two"},
             row{"task shop::generic(T) [T = std::basic_string<char>]", "shop::generic"},
             row{"_ZN4shop7genericINSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEEE4taskT_.resume",
                 "shop::generic"},
             row{"static task shop::stock::make(std::string)", "shop::stock::make"},
             row{"_ZN4shop5stock4makeENSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE.resume",
                 "shop::stock::make"},
             row{"task shop::stock::operator->*(int)", "shop::stock::operator->*"},
             row{"task shop::stock::operator[](int) &", "shop::stock::operator[]"},
             row{"task (anonymous namespace)::deep::s::m()", "(anonymous namespace)::deep::s::m"},
             row{"_ZN12_GLOBAL__N_14deep1s1mEv.resume", "(anonymous namespace)::deep::s::m"},
             row{"task shop::box<std::pair<int, long>>::put(U) [T = std::pair<int, long>, U = double]",
                 "shop::box::put"},
             row{"task shop::with_function_pointer(void (*)(int), std::function<void (int)>)",
                 "shop::with_function_pointer"},
             row{"task constrained(F) [F = (lambda at names.cpp:77:79)]", "constrained"},
             row{"auto main()::(anonymous class)::operator()(int) const", "main::{lambda}"},
             row{"_ZZ4mainENK3$_1clEi.resume", "main::{lambda}"},
             row{"auto main()::(anonymous class)::operator()(int)::(anonymous class)::operator()() const",
                 "main::{lambda}::{lambda}"},
             row{"_ZZZ4mainENK3$_1clEiENKUlvE_clEv.resume", "main::{lambda}::{lambda}"},
             row{"auto shop::(anonymous class)::operator()(auto) const [x:auto = int]", "shop::{lambda}"},
             row{"task shop::local_test::run()::inner::go()", "shop::local_test::run::inner::go"},
         }) {
        CAPTURE(text);
        CHECK(readable_name(text, lambda_names::alike) == name);
    }
}

TEST_CASE("a name has no result, no parameters and no arguments of templates, and operators keep their signs")
{
    for (const auto& [text, name] : {
             row{"main", "main"},
             row{"int main()", "main"},
             row{"void (*shop::returns_fp(int))(int)", "shop::returns_fp"},
             row{"decltype(auto) shop::deduced(int)", "shop::deduced"},
             row{"decltype ((t + 1)) shop::trailing(T) [with T = int; decltype ((t + 1)) = int]", "shop::trailing"},
             row{"<dependent type> shop::trailing(T) [T = int]", "shop::trailing"},
             row{"shop::stock::stock()", "shop::stock::stock"},
             row{"_ZN4shop5stockD4Ev", "shop::stock::~stock"},
             row{"_ZNK4shop5stockcvSt6vectorIiSaIiEEEv", "shop::stock::operator vector"},
             row{"std::vector<int> shop::stock::operator vector() const", "shop::stock::operator vector"},
             row{"shop::stock::operator bool() const", "shop::stock::operator bool"},
             row{"_ZlsRSoRK3box", "operator<<"},
             row{"std::ostream& shop::operator<< <char>(std::ostream&, shop::box<char> const&)", "shop::operator<<"},
             row{"bool shop::operator< <int>(shop::box<int>, shop::box<int>)", "shop::operator<"},
             row{"auto shop::operator<=>(box, box)", "shop::operator<=>"},
             row{"_Znwm", "operator new"},
             row{"_ZdaPvm", "operator delete[]"},
             row{"_Zli2_sPKcm", "operator\"\"_s"},
             row{"std::string shop::operator\"\"_s(const char *, unsigned long)", "shop::operator\"\"_s"},
             row{"_ZNKSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE4sizeEv", "std::basic_string::size"},
             row{"shop::operators(int)", "shop::operators"},
             row{"void shop::f<&(shop::stock::operator<(int))>(int)", "shop::f"},
             row{"void shop::f<(shop::colour)1, '>', (3 > 2)>(int)", "shop::f"},
             row{"non-virtual thunk to shop::stock::load()", "shop::stock::load"},
             row{"__memmove_avx_unaligned_erms", "__memmove_avx_unaligned_erms"},
             row{"parse.constprop.0", "parse"},
             row{"_ZN4shop4loadEv.isra.0.cold", "shop::load"},
             row{"_M_destroy", "_M_destroy"},
             row{"generic<std::vector<int> >", "generic"},
         }) {
        CAPTURE(text);
        CHECK(readable_name(text) == name);
    }
}

TEST_CASE("a text that is no name of a function is given back, or some part of it")
{
    for (const std::string_view text :
         {"_Z",      "_ZN",       "_Znonsense", "<",        ">",  "(",          ")",  "operator", "operator ",
          "a<b",     "f(",        "::",         "{",        "'",  "[",          " ",  "f(int",    "_ZN1a.Frame",
          "x.Frame", "9_Z.Frame", "{lambda",    "<lambda(", "$_", "operator (", "f('"}) {
        CAPTURE(text);
        CHECK_FALSE(readable_name(text).empty());
    }
    CHECK(readable_name("").empty());
}

TEST_SUITE_END();
