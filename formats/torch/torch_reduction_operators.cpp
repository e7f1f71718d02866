#include "formats/torch/torch_scope.h"

#include <algorithm>
#include <array>

namespace waferscope {

namespace {

Attributes keeping(const TorchScope& scope)
{
    return {{"keepdims", std::int64_t{scope.says("keepdim", false) ? 1 : 0}}};
}

/// Without axes, or with none of them named, over all.
TensorId reduced(TorchScope& scope, std::string_view type, TensorId tensor, Attributes attributes)
{
    auto axes = scope.integers("dim");
    if (!axes || axes->empty())
        return scope.add(type, {tensor}, std::move(attributes));
    return scope.add(type, {tensor, scope.integersOf("axes", std::move(*axes))}, std::move(attributes));
}

void reduce(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    scope.begin(LayerKind::Pooling);
    scope.setOutput(reduced(scope, scope.type(), self, keeping(scope)));
}

/// max and min: of two tensors, of all, or along one axis with the places.
void extreme(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    if (scope.has("other")) {
        const TensorId other = scope.tensor("other");
        scope.begin(LayerKind::Pointwise);
        return scope.setOutput(scope.add(scope.type(), {self, other}));
    }
    scope.begin(LayerKind::Pooling);
    scope.addOutput(reduced(scope, "Reduce" + scope.type(), self, keeping(scope)));
    if (!scope.isUsed(1))
        return;
    Attributes attributes = keeping(scope);
    attributes["axis"] = scope.integer("dim", 0);
    scope.addOutput(scope.add("Arg" + scope.type(), {self}, std::move(attributes)));
}

void place(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    if (!scope.has("dim"))
        return scope.passOn();
    Attributes attributes = keeping(scope);
    attributes["axis"] = scope.integer("dim", 0);
    scope.begin(LayerKind::Other);
    scope.setOutput(scope.add(scope.type(), {self}, std::move(attributes)));
}

/// The mean, and the mean square of what is left; of a deviation the root. var_mean gives both.
void spread(TorchScope& scope)
{
    const TensorId self = scope.tensor("self");
    const bool isRoot = scope.type() == "Sqrt";
    const bool givesMean = scope.outputCount() > 1;
    scope.begin(LayerKind::Pooling);
    const TensorId mean = reduced(scope, "ReduceMean", self, {{"keepdims", std::int64_t{1}}});
    const TensorId left = scope.add("Sub", {self, mean});
    const TensorId square = scope.add("Mul", {left, left});
    TensorId result = reduced(scope, "ReduceMean", square, keeping(scope));
    if (isRoot)
        result = scope.add("Sqrt", {result});
    scope.addOutput(result);
    if (givesMean)
        scope.addOutput(scope.isUsed(1) ? std::optional{reduced(scope, "ReduceMean", self, keeping(scope))}
                                        : std::nullopt);
}

/// Of scores and classes; weights of the classes are settings.
void classLoss(TorchScope& scope)
{
    constexpr std::array<std::string_view, 3> kReductions = {"none", "mean", "sum"};
    const auto reduction = static_cast<std::size_t>(std::clamp<std::int64_t>(scope.integer("reduction", 1), 0, 2));
    const TensorId self = scope.tensor("self");
    const TensorId target = scope.tensor("target");
    if (isFloat(scope.stated("target").type)) // shares of the classes
        return scope.passOn();
    scope.begin(LayerKind::Loss);
    scope.setOutput(scope.add(scope.type(), {self, target}, {{"reduction", std::string{kReductions[reduction]}}}));
}

constexpr TorchOperator kReductionOperators[] = {
    {"all", reduce, "ReduceMin"},
    {"amax", reduce, "ReduceMax"},
    {"amin", reduce, "ReduceMin"},
    {"any", reduce, "ReduceMax"},
    {"argmax", place, "ArgMax"},
    {"argmin", place, "ArgMin"},
    {"cross_entropy_loss", classLoss, "SoftmaxCrossEntropyLoss"},
    {"linalg_vector_norm", reduce, "ReduceL2"},
    {"logsumexp", reduce, "ReduceLogSumExp"},
    {"max", extreme, "Max"},
    {"mean", reduce, "ReduceMean"},
    {"min", extreme, "Min"},
    {"nll_loss", classLoss, "NegativeLogLikelihoodLoss"},
    {"nll_loss_forward", classLoss, "NegativeLogLikelihoodLoss"},
    {"nll_loss_nd", classLoss, "NegativeLogLikelihoodLoss"},
    {"norm", reduce, "ReduceL2"},
    {"prod", reduce, "ReduceProd"},
    {"std", spread, "Sqrt"},
    {"std_mean", spread, "Sqrt"},
    {"sum", reduce, "ReduceSum"},
    {"var", spread},
    {"var_mean", spread},
};

} // namespace

std::span<const TorchOperator> torchReductionOperators()
{
    return kReductionOperators;
}

} // namespace waferscope
