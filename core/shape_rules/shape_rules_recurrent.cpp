#include "core/shape_rules/shape_rules.h"

namespace waferscope {

namespace {

/// LSTM, GRU and RNN differ only in how many gates their matrices hold.
template <std::int64_t kGates>
RuleOutcome recurrence(ShapeScope& scope)
{
    const Shape& input = scope.shape(0);
    const Shape& weights = scope.shape(1);
    const Shape& recurrent = scope.shape(2);
    if (input.size() != 3 || weights.size() != 3 || recurrent.size() != 3)
        return contradiction("input and both matrices must have 3 axes");
    const std::int64_t hidden = recurrent[2];
    const std::int64_t directions = weights[0];
    if (scope.integer("hidden_size", hidden) != hidden || hidden > kMostExtent || hidden < 1)
        return contradiction("its hidden_size is not that of the matrices");
    if (weights[2] != input[2] || weights[1] != kGates * hidden || recurrent[1] != weights[1]
        || recurrent[0] != directions)
        return contradiction("the matrices must be [directions, " + std::to_string(kGates)
                             + " x hidden, inputs] and [directions, " + std::to_string(kGates) + " x hidden, hidden]");
    if (directions != (scope.text("direction", "forward") == "bidirectional" ? 2 : 1))
        return contradiction("its direction does not go with matrices of " + std::to_string(directions)
                             + " directions");
    const bool batchFirst = scope.integer("layout", 0) != 0;
    const std::int64_t steps = input[batchFirst ? 1 : 0];
    const std::int64_t batch = input[batchFirst ? 0 : 1];
    const Shape last = batchFirst ? Shape{batch, directions, hidden} : Shape{directions, batch, hidden};
    scope.setOutput(0, batchFirst ? Shape{batch, steps, directions, hidden} : Shape{steps, directions, batch, hidden});
    scope.setOutput(1, last);
    scope.setOutput(2, last);
    return done();
}

constexpr NamedShapeRule kRecurrentRules[] = {
    {"LSTM", 3, recurrence<4>},
    {"GRU", 3, recurrence<3>},
    {"RNN", 3, recurrence<1>},
};

} // namespace

std::span<const NamedShapeRule> recurrentShapeRules()
{
    return kRecurrentRules;
}

} // namespace waferscope
