#include "formats/keras/keras_scope.h"

#include "core/base/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace waferscope {

namespace {

enum class SecondBias { Never, AfterReset, Always };

/// Keras's recurrent classes in ONNX's terms.
struct Recurrence {
    std::string_view name;
    std::string_view type;
    std::int64_t gates = 1;
    SecondBias second = SecondBias::Never;
    std::size_t states = 1;
};
constexpr Recurrence kRecurrences[] = {
    {"LSTM", "LSTM", 4, SecondBias::Never, 2},     {"GRU", "GRU", 3, SecondBias::AfterReset, 1},
    {"SimpleRNN", "RNN", 1, SecondBias::Never, 1}, {"CuDNNLSTM", "LSTM", 4, SecondBias::Always, 2},
    {"CuDNNGRU", "GRU", 3, SecondBias::Always, 1},
};

const Recurrence* recurrenceOf(std::string_view name)
{
    const auto* found = std::find_if(std::begin(kRecurrences), std::end(kRecurrences),
                                     [name](const Recurrence& known) { return known.name == name; });
    return found == std::end(kRecurrences) ? nullptr : found;
}

/// ONNX adds two biases; Keras has one, unless a GRU resets behind the product.
TensorId biasesOf(KerasScope& scope, const Recurrence& kind, std::int64_t directions, std::int64_t units)
{
    const Shape one{directions, kind.gates * units};
    const bool hasTwo = kind.second == SecondBias::Always
        || (kind.second == SecondBias::AfterReset && scope.says("reset_after", false));
    if (!hasTwo)
        return scope.builder().add("Concat", {scope.weight("bias", one), scope.constant("no_bias", 0.0, one)},
                                   {{"axis", std::int64_t{1}}});
    return scope.weight("bias", {directions, 2 * kind.gates * units});
}

TensorId addRecurrence(KerasScope& scope, const Recurrence& kind, std::int64_t directions, std::int64_t units)
{
    const std::int64_t features = scope.extent(scope.input(), -1);
    scope.begin(LayerKind::Recurrent);
    const TensorId input = scope.asKeras(scope.input()).id;
    const TensorId kernel = scope.weight("kernel", {directions, kind.gates * units, features});
    const TensorId recurrent = scope.weight("recurrent_kernel", {directions, kind.gates * units, units});
    Attributes attributes{{"hidden_size", units},
                          {"layout", std::int64_t{1}},
                          {"direction", std::string{directions == 2 ? "bidirectional" : "forward"}}};
    if (kind.second != SecondBias::Always && !scope.says("use_bias", true))
        return scope.builder().add(kind.type, {input, kernel, recurrent}, std::move(attributes));
    return scope.builder().add(kind.type, {input, kernel, recurrent, biasesOf(scope, kind, directions, units)},
                               std::move(attributes));
}

/// Takes the axis of the directions, at `axis`, out of a result.
KerasTensor withoutDirections(KerasScope& scope, TensorId id, std::int64_t axis, const std::string& mode,
                              const std::vector<std::int64_t>& joined)
{
    GraphBuilder& builder = scope.builder();
    const std::string& path = scope.path();
    if (mode.empty())
        return {builder.add("Squeeze", {id, builder.integers(path + "/axes", {axis})}), {}, false};
    if (mode == "concat")
        return {builder.add("Reshape", {id, builder.integers(path + "/shape", joined)}), {}, false};
    const std::string_view type = mode == "sum" ? "ReduceSum" : mode == "mul" ? "ReduceProd" : "ReduceMean";
    if (type == "ReduceMean" && mode != "ave")
        scope.fail("must have the merge_mode concat, sum, mul or ave");
    return {
        builder.add(type, {id, builder.integers(path + "/axes", {axis})}, {{"keepdims", std::int64_t{0}}}), {}, false};
}

/// `mode` says how two directions are joined; it is empty for one.
void recur(KerasScope& scope, const Recurrence& kind, const std::string& mode)
{
    const std::int64_t units = scope.count("units");
    const std::int64_t directions = mode.empty() ? 1 : 2;
    if (scope.input().shape.size() != 3)
        return scope.fail("takes a sequence of 3 axes");
    if (scope.inputs().size() > 1)
        scope.note(IssueSeverity::Note, "The first states that this layer is given are not followed.");
    const TensorId all = addRecurrence(scope, kind, directions, units);
    GraphBuilder& builder = scope.builder();
    const bool isSequence = scope.says("return_sequences", false);
    const bool hasStates = scope.says("return_state", false);
    const std::int64_t features = mode == "concat" ? 2 * units : units;
    std::optional<TensorId> last;
    if (!isSequence || hasStates)
        last = builder.add("Gather", {all, builder.number(scope.path() + "/last", std::int64_t{-1})},
                           {{"axis", std::int64_t{1}}});
    KerasTensor output = isSequence ? withoutDirections(scope, all, 2, mode, {0, 0, features})
                                    : withoutDirections(scope, *last, 1, mode, {0, features});
    output.shape = {scope.input().shape[0], features};
    if (isSequence)
        output.shape.insert(output.shape.begin() + 1, scope.input().shape[1]);
    scope.setOutput(output);
    for (std::int64_t direction = 0; hasStates && direction < directions; ++direction) {
        const TensorId state = builder.add("Gather", {last, builder.number(scope.path() + "/direction", direction)},
                                           {{"axis", std::int64_t{1}}});
        for (std::size_t at = 0; at < kind.states; ++at)
            scope.addOutput({state, {scope.input().shape[0], units}, false});
    }
}

template <std::size_t kKind>
void recurrent(KerasScope& scope)
{
    recur(scope, kRecurrences[kKind], {});
}

/// Passes on what an inner scope built.
void takeOver(KerasScope& scope, KerasScope& inner)
{
    if (inner.trouble())
        scope.fail(inner.trouble()->sentence);
    inner.finish();
    for (KerasTensor& output : inner.outputs())
        scope.addOutput(std::move(output));
}

/// Whether two layers are one but for the direction, so that both are one operator.
bool isAlike(const nlohmann::json& forward, const nlohmann::json& backward)
{
    const nlohmann::json& one = memberOf(forward, "config");
    const nlohmann::json& other = memberOf(backward, "config");
    constexpr std::array<const char*, 5> kOfWeights = {"units", "use_bias", "reset_after", "return_sequences",
                                                       "return_state"};
    return textOf(forward, "class_name") == textOf(backward, "class_name")
        && std::all_of(kOfWeights.begin(), kOfWeights.end(),
                       [&](const char* key) { return memberOf(one, key) == memberOf(other, key); });
}

/// The two results as one.
KerasTensor joinedWays(KerasScope& scope, const KerasTensor& forward, const KerasTensor& backward,
                       const std::string& mode)
{
    KerasTensor result = forward;
    const std::string_view type = mode == "concat" ? "Concat" : mode == "sum" ? "Add" : mode == "mul" ? "Mul" : "Mean";
    if (type == "Mean" && mode != "ave")
        scope.fail("must have the merge_mode concat, sum, mul or ave");
    if (forward.shape.size() != backward.shape.size()
        || (type != "Concat" && forward.shape.back() != backward.shape.back()))
        scope.fail("joins two directions of different sizes");
    if (scope.trouble())
        return result;
    scope.begin(LayerKind::Other);
    if (type == "Concat")
        result.shape.back() = *forward.shape.back() + *backward.shape.back();
    const Attributes attributes = type == "Concat" ? Attributes{{"axis", std::int64_t{-1}}} : Attributes{};
    result.id = scope.builder().add(type, {forward.id, backward.id}, attributes);
    return result;
}

/// Two directions of different layers: each by itself, then joined.
void eachWay(KerasScope& scope, const nlohmann::json& forward, const nlohmann::json& backward, const std::string& mode)
{
    std::vector<KerasTensor> results;
    std::vector<KerasTensor> states;
    for (const auto& [layer, way] : {std::pair{&forward, "/forward"}, {&backward, "/backward"}}) {
        const Recurrence* kind = recurrenceOf(textOf(*layer, "class_name"));
        if (kind == nullptr)
            return scope.fail("runs a layer of the class " + inQuotes(textOf(*layer, "class_name"))
                              + " in one direction, which is not known");
        KerasScope inner{scope.graph(), *layer, scope.path() + way, scope.inputs()};
        recur(inner, *kind, {});
        if (inner.trouble())
            return scope.fail(inner.trouble()->sentence);
        inner.finish();
        results.push_back(inner.outputs().front());
        states.insert(states.end(), inner.outputs().begin() + 1, inner.outputs().end());
    }
    scope.setOutput(joinedWays(scope, results[0], results[1], mode));
    for (KerasTensor& state : states)
        scope.addOutput(std::move(state));
}

void bidirectional(KerasScope& scope)
{
    const nlohmann::json& layer = scope.setting("layer");
    const std::string type = textOf(layer, "class_name");
    const Recurrence* kind = recurrenceOf(type);
    if (kind == nullptr)
        return scope.fail("runs a layer of the class " + inQuotes(type) + " in both directions, which is not known");
    const std::string mode = scope.text("merge_mode", "none");
    const nlohmann::json& backward = scope.setting("backward_layer");
    if (backward.is_object() && !isAlike(layer, backward))
        return eachWay(scope, layer, backward, mode);
    KerasScope inner{scope.graph(), layer, scope.path(), scope.inputs()};
    recur(inner, *kind, mode);
    takeOver(scope, inner);
}

/// Layers that work along the last axis alone do the same at every step by themselves.
bool worksAtEveryStep(std::string_view type)
{
    constexpr std::array<std::string_view, 8> kSequenceLayers = {"Activation", "Dense", "Dropout", "LayerNormalization",
                                                                 "LeakyReLU",  "ReLU",  "Softmax", "Rescaling"};
    return std::find(kSequenceLayers.begin(), kSequenceLayers.end(), type) != kSequenceLayers.end();
}

/// Lays steps and samples into one axis around the inner layer.
void atEveryStep(KerasScope& scope, const KerasLayerType& type, const nlohmann::json& layer)
{
    const std::int64_t steps = scope.extent(scope.input(), 1);
    scope.begin(LayerKind::Other);
    KerasTensor flat = scope.asKeras(scope.input());
    std::vector<std::int64_t> extents{-1};
    for (std::size_t axis = 2; axis < flat.shape.size(); ++axis)
        extents.push_back(scope.extent(flat, static_cast<std::int64_t>(axis)));
    GraphBuilder& builder = scope.builder();
    flat.shape.erase(flat.shape.begin() + 1);
    flat.id = builder.add("Reshape", {flat.id, builder.integers(scope.path() + "/shape", std::move(extents))});
    if (flat.shape.size() < type.leastAxes || scope.trouble())
        return scope.fail("takes a tensor of more axes");
    KerasScope inner{scope.graph(), layer, scope.path(), {flat}};
    type.build(inner);
    if (inner.trouble())
        return scope.fail(inner.trouble()->sentence);
    inner.finish();
    KerasTensor output = inner.asKeras(inner.outputs().front());
    std::vector<std::int64_t> back{-1, steps};
    for (std::size_t axis = 1; axis < output.shape.size(); ++axis)
        back.push_back(scope.extent(output, static_cast<std::int64_t>(axis)));
    output.id = builder.add("Reshape", {output.id, builder.integers(scope.path() + "/shape", std::move(back))});
    output.shape.insert(output.shape.begin() + 1, steps);
    scope.setOutput(output);
}

void timeDistributed(KerasScope& scope)
{
    const nlohmann::json& layer = scope.setting("layer");
    const std::string name = textOf(layer, "class_name");
    const KerasLayerType* type = name == "TimeDistributed" || name == "Bidirectional" ? nullptr : kerasLayerType(name);
    if (type == nullptr || type->leastInputs != 1)
        return scope.fail("repeats a layer of the class " + inQuotes(name) + ", which is not known");
    if (!worksAtEveryStep(name))
        return atEveryStep(scope, *type, layer);
    KerasScope inner{scope.graph(), layer, scope.path(), scope.inputs()};
    type->build(inner);
    takeOver(scope, inner);
}

constexpr KerasLayerType kSequenceLayers[] = {
    {"Bidirectional", bidirectional, 1, 3},
    {"CuDNNGRU", recurrent<4>, 1, 3},
    {"CuDNNLSTM", recurrent<3>, 1, 3},
    {"GRU", recurrent<1>, 1, 3},
    {"LSTM", recurrent<0>, 1, 3},
    {"SimpleRNN", recurrent<2>, 1, 3},
    {"TimeDistributed", timeDistributed, 1, 3},
};

} // namespace

std::span<const KerasLayerType> kerasSequenceLayers()
{
    return kSequenceLayers;
}

} // namespace waferscope
