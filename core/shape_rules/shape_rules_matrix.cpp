#include "core/shape_rules/shape_rules.h"

#include "core/shape_rules/matrix_product.h"

#include <algorithm>
#include <map>

namespace waferscope {

namespace {

std::string rowsMismatch(std::int64_t left, std::int64_t right)
{
    return "the first factor has rows of " + std::to_string(left) + " numbers and the second has "
        + std::to_string(right) + " rows";
}

RuleOutcome matrixProduct(ShapeScope& scope)
{
    const MatrixProduct product = matrixProductOf(scope.shape(0), scope.shape(1));
    if (!product.trouble.empty())
        return contradiction(product.trouble);
    scope.setOutput(0, product.output);
    return done();
}

/// com.microsoft's MatMul with optional transposition of the last two axes.
RuleOutcome fusedMatrixProduct(ShapeScope& scope)
{
    const Shape first = transposedTail(scope.shape(0), scope.integer("transA", 0) != 0 ? Tail::Swapped : Tail::AsIs);
    const Shape second = transposedTail(scope.shape(1), scope.integer("transB", 0) != 0 ? Tail::Swapped : Tail::AsIs);
    const MatrixProduct product = matrixProductOf(first, second);
    if (!product.trouble.empty())
        return contradiction(product.trouble);
    scope.setOutput(0, product.output);
    return done();
}

RuleOutcome gemm(ShapeScope& scope)
{
    if (scope.rank(0) != 2 || scope.rank(1) != 2)
        return contradiction("both factors must have 2 axes");
    const Shape first = transposedTail(scope.shape(0), scope.integer("transA", 0) != 0 ? Tail::Swapped : Tail::AsIs);
    const Shape second = transposedTail(scope.shape(1), scope.integer("transB", 0) != 0 ? Tail::Swapped : Tail::AsIs);
    if (first[1] != second[0])
        return contradiction(rowsMismatch(first[1], second[0]));
    const Shape output{first[0], second[1]};
    if (scope.has(2) && broadcast(output, scope.shape(2)) != output)
        return contradiction("the third input " + toText(scope.shape(2)) + " does not broadcast to " + toText(output));
    scope.setOutput(0, output);
    return done();
}

RuleOutcome einsum(ShapeScope& scope)
{
    std::vector<Shape> shapes;
    for (std::size_t input = 0; input < scope.inputCount(); ++input) {
        if (!scope.has(input))
            return contradiction("an operand is missing");
        shapes.push_back(scope.shape(input));
    }
    const EinsteinSum sum = einsteinSumOf(scope.text("equation", ""), shapes);
    if (!sum.trouble.empty())
        return contradiction(sum.trouble);
    scope.setOutput(0, sum.output);
    return done();
}

/// How many keys a query of a window sees: never more than there are.
std::int64_t keysSeen(const ShapeScope& scope, std::int64_t keys)
{
    return std::min(keys, std::max<std::int64_t>(1, scope.integer("window", keys)));
}

/// Queries [..., queries, size] and keys [..., keys, size] give [..., queries, keys seen].
RuleOutcome windowScores(ShapeScope& scope)
{
    const Shape& queries = scope.shape(0);
    const Shape& keys = scope.shape(1);
    if (queries.size() < 2 || keys.size() < 2 || queries.back() != keys.back())
        return contradiction("queries and keys must have rows of one length");
    const MatrixProduct product = matrixProductOf(queries, transposedTail(keys, Tail::Swapped));
    if (!product.trouble.empty())
        return contradiction(product.trouble);
    Shape output = product.output;
    output.back() = keysSeen(scope, output.back());
    scope.setOutput(0, std::move(output));
    return done();
}

/// Scores [..., queries, keys seen] and values [..., keys, size] give [..., queries, size].
RuleOutcome windowValues(ShapeScope& scope)
{
    Shape scores = scope.shape(0);
    const Shape& values = scope.shape(1);
    if (scores.size() < 2 || values.size() < 2 || scores.back() != keysSeen(scope, values[values.size() - 2]))
        return contradiction("there must be a score for each value that a query sees");
    scores.back() = values[values.size() - 2];
    const MatrixProduct product = matrixProductOf(scores, values);
    if (!product.trouble.empty())
        return contradiction(product.trouble);
    scope.setOutput(0, product.output);
    return done();
}

constexpr NamedShapeRule kMatrixRules[] = {
    {"MatMul", 2, matrixProduct},
    {"com.microsoft.FusedMatMul", 2, fusedMatrixProduct},
    {"Gemm", 2, gemm},
    {"Einsum", 1, einsum},
    {"WindowScores", 2, windowScores},
    {"WindowValues", 2, windowValues},
};

} // namespace

std::span<const NamedShapeRule> matrixShapeRules()
{
    return kMatrixRules;
}

} // namespace waferscope
