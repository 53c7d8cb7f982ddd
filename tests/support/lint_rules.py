"""What tests/lint refuses beyond clang-tidy's checks: faults of code on plait, found by clang-query in the syntax tree.

plait-condition-await: where a condition has a co_await in it and the coroutine has no variable at all, g++ 12 puts the
condition's value ahead of all else in the coroutine's frame, so that who resumes the frame finds nothing where it
should be (gcc#106188). What then happens is undefined; often the branch is skipped. Optimisation is of no matter, and
parameters do not help. Any variable does, also one of an inner block; and lambdas are compiled well.

plait-stream-capture: the callable of http::stream and http::events runs when the function that made the answer has
returned. So [&] is refused in a function that returns an answer, and so is a reference to a variable of that function.
What is a reference itself may be captured by reference: a handler's request& lives until the last byte.
"""
import re
import subprocess

QUERY = "clang-query-19"

RULES = """
set bind-root false
set output diag

let awaiting expr(anyOf(coawaitExpr(), dependentCoawaitExpr()))
let awaits expr(anyOf(awaiting, hasDescendant(awaiting)))
let branch stmt(anyOf(ifStmt(hasCondition(awaits)), whileStmt(hasCondition(awaits)), doStmt(hasCondition(awaits)), \
forStmt(hasCondition(awaits)), switchStmt(hasCondition(awaits)))).bind("condition")
let declares stmt(anyOf(declStmt(), lambdaExpr(), cxxCatchStmt(has(varDecl()))))
let bare compoundStmt(unless(hasDescendant(declares)), forEachDescendant(branch))
m functionDecl(unless(cxxMethodDecl(ofClass(isLambda()))), \
anyOf(hasBody(bare), hasBody(coroutineBodyStmt(hasBody(bare)))))

let answer hasDeclaration(namedDecl(hasName("::plait::http::response")))
let task hasDeclaration(classTemplateSpecializationDecl(hasTemplateArgument(0, refersToType(answer))))
let answers functionDecl(returns(hasUnqualifiedDesugaredType(anyOf(recordType(answer), recordType(task))))).bind("by")
let local varDecl(hasAutomaticStorageDuration(), unless(hasType(referenceType())), \
hasDeclContext(equalsBoundNode("by")))
let captured declRefExpr(to(decl(anyOf(local, bindingDecl(forDecomposition(local)))))).bind("captured")
let renamed lambdaCapture(capturesVar(varDecl(hasType(referenceType()), hasInitializer(captured))))
let streams callExpr(callee(functionDecl(hasAnyName("::plait::http::stream", "::plait::http::events"))), \
forCallable(answers))
let any lambdaExpr().bind("lambda")
let wrong lambdaExpr(eachOf(forEach(captured), hasAnyCapture(renamed)))
let anyNamed declRefExpr(to(varDecl(hasInitializer(ignoringImplicit(any)))))
let wrongNamed declRefExpr(to(varDecl(hasInitializer(ignoringImplicit(wrong)))))
m callExpr(streams, hasAnyArgument(ignoringImplicit(expr(anyOf(any, anyNamed, callExpr(hasArgument(0, anyNamed)))))))
m callExpr(streams, \
hasAnyArgument(ignoringImplicit(expr(anyOf(wrong, wrongNamed, callExpr(hasArgument(0, wrongNamed)))))))
"""

SUSPECTS = re.compile(r"\b(?:if|while|for|switch)\s*\([^{}]*co_await|\b(?:stream|events)\(")
ALL_BY_REFERENCE = re.compile(r"\[\s*&\s*[],]")
PLACE = re.compile(r'^(/.+):(\d+):(\d+): note: "(condition|lambda|captured)" binds here$', re.MULTILINE)


def is_suspect(path):
    """Whether clang-query should read the file: by its text, as that takes no second."""
    with open(path, encoding="utf-8") as file:
        return bool(SUSPECTS.search(file.read()))


def problem(kind, text):
    """What is wrong where clang-query has found something of this kind; empty: nothing."""
    if kind == "condition":
        return ("g++ 12 compiles no co_await in a condition of a coroutine without a variable (gcc#106188): give the "
                "value a name first, as in 'const bool more = co_await f();' [plait-condition-await]")
    if kind == "captured":
        name = re.match(r"\w*", text).group()
        return name and f"'{name}' is gone when the stream is written: capture it by value [plait-stream-capture]"
    return ("what [&] captures may be gone when the stream is written: name what is captured, and capture by reference "
            "only what outlives the server [plait-stream-capture]" if ALL_BY_REFERENCE.match(text) else "")


def findings(path, *options):
    """What the rules refuse in a file, or what else clang-query complains of; empty: nothing. The options are those of
    clang-query that say how the file is compiled."""
    done = subprocess.run([QUERY, "-f", "/dev/stdin", path, *options], input=RULES, capture_output=True, text=True,
                          check=False)
    if done.returncode != 0 or " error: " in done.stderr:
        return done.stdout + done.stderr
    found = []
    for file, line, column, kind in dict.fromkeys(PLACE.findall(done.stdout)):
        with open(file, encoding="utf-8") as source:
            text = source.read().split("\n", int(line) - 1)[-1][int(column) - 1:]
        if wrong := problem(kind, text):
            found.append(f"{file}:{line}:{column}: error: {wrong}\n")
    return "".join(found)
