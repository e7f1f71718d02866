#include "formats/keras/keras_scope.h"

#include "core/base/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

/// The same shape and layout under another tensor.
KerasTensor alike(const KerasTensor& tensor, TensorId id)
{
    KerasTensor result = tensor;
    result.id = id;
    return result;
}

void dense(KerasScope& scope)
{
    const std::int64_t units = scope.count("units");
    scope.begin(LayerKind::Linear);
    KerasTensor output = scope.asKeras(scope.input());
    const std::int64_t inputs = scope.extent(output, -1);
    const TensorId input = output.id;
    output.id = scope.builder().add("MatMul", {input, scope.weight("kernel", {inputs, units})});
    if (const std::int64_t rank = scope.count("lora_rank", 0, 0); rank > 0) { // a narrow way beside the frozen kernel
        const TensorId narrow = scope.builder().add("MatMul", {input, scope.weight("lora_kernel_a", {inputs, rank})});
        const TensorId beside = scope.builder().add("MatMul", {narrow, scope.weight("lora_kernel_b", {rank, units})});
        output.id = scope.builder().add("Add", {output.id, beside});
    }
    if (scope.says("use_bias", true))
        output.id = scope.builder().add("Add", {output.id, scope.weight("bias", {units})});
    output.shape.back() = units;
    scope.setOutput(output);
    scope.setActivation();
}

void embedding(KerasScope& scope)
{
    const std::int64_t size = scope.count("output_dim");
    const std::int64_t words = scope.count("input_dim");
    const TensorId table = scope.weight("embeddings", {words, size});
    scope.begin(LayerKind::Embedding);
    KerasTensor output = scope.input();
    scope.builder().setType(output.id, DataType::Int64);
    output = scope.asKeras(output);
    const TensorId ids = output.id;
    output.id = scope.builder().add("Gather", {table, ids});
    if (const std::int64_t rank = scope.count("lora_rank", 0, 0); rank > 0) {
        const TensorId narrow = scope.builder().add("Gather", {scope.weight("lora_embeddings_a", {words, rank}), ids});
        const TensorId beside =
            scope.builder().add("MatMul", {narrow, scope.weight("lora_embeddings_b", {rank, size})});
        output.id = scope.builder().add("Add", {output.id, beside});
    }
    output.shape.emplace_back(size);
    scope.setOutput(output);
}

/// The one axis of a normalisation, counted from the front; trouble where there are several.
std::size_t normalisedAxis(KerasScope& scope)
{
    const nlohmann::json& value = scope.setting("axis");
    const nlohmann::json& only = value.is_array() && value.size() == 1 ? value[0] : value;
    const auto rank = static_cast<std::int64_t>(scope.input().shape.size());
    const std::int64_t axis = only.is_null() ? -1 : wholeNumber(only).value_or(rank);
    if (axis >= rank || axis < -rank) {
        scope.fail("must be normalised along one axis of its input");
        return 0;
    }
    return static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
}

TensorId trainedOr(KerasScope& scope, bool isTrained, const char* name, double otherwise, const Shape& shape)
{
    return isTrained ? scope.weight(name, shape) : scope.constant(name, otherwise, shape);
}

void batchNormalization(KerasScope& scope)
{
    const std::size_t axis = normalisedAxis(scope);
    const bool isFixed = scope.text("axis").empty() && scope.setting("momentum").is_null()
        && scope.setting("gamma_initializer").is_null(); // Normalization: learnt from the data before training
    const Shape channels{scope.extent(scope.input(), static_cast<std::int64_t>(axis))};
    scope.begin(LayerKind::Normalisation);
    const TensorId scale = trainedOr(scope, !isFixed && scope.says("scale", true), "gamma", 1.0, channels);
    const TensorId shift = trainedOr(scope, !isFixed && scope.says("center", true), "beta", 0.0, channels);
    const TensorId mean = scope.statistic("moving_mean", channels);
    const TensorId variance = scope.statistic("moving_variance", channels);
    const bool isInFront = axis == 1;
    KerasTensor output = isInFront ? scope.asKeras(scope.input()) : scope.channelsFirst(scope.input());
    if (!isInFront && axis + 1 != output.shape.size())
        return scope.fail("must be normalised along the channels");
    output.id = scope.builder().add("BatchNormalization", {output.id, scale, shift, mean, variance});
    scope.setOutput(output);
}

void layerNormalization(KerasScope& scope)
{
    const std::size_t axis = normalisedAxis(scope);
    if (axis + 1 != scope.input().shape.size())
        return scope.fail("must be normalised along its last axis");
    const Shape features{scope.extent(scope.input(), -1)};
    scope.begin(LayerKind::Normalisation);
    KerasTensor output = scope.asKeras(scope.input());
    if (scope.says("rms_scaling", false)) { // then a scale is always there and a shift never
        output.id = scope.builder().add("RMSNormalization", {output.id, scope.weight("gamma", features)},
                                        {{"axis", std::int64_t{-1}}});
        return scope.setOutput(output);
    }
    const TensorId scale = trainedOr(scope, scope.says("scale", true), "gamma", 1.0, features);
    const Attributes last{{"axis", std::int64_t{-1}}};
    if (scope.says("center", true))
        output.id = scope.builder().add("LayerNormalization", {output.id, scale, scope.weight("beta", features)}, last);
    else
        output.id = scope.builder().add("LayerNormalization", {output.id, scale}, last);
    scope.setOutput(output);
}

void rmsNormalization(KerasScope& scope)
{
    if (normalisedAxis(scope) + 1 != scope.input().shape.size())
        return scope.fail("must be normalised along its last axis");
    const Shape features{scope.extent(scope.input(), -1)};
    scope.begin(LayerKind::Normalisation);
    KerasTensor output = scope.asKeras(scope.input());
    output.id = scope.builder().add("RMSNormalization", {output.id, scope.weight("scale", features)},
                                    {{"axis", std::int64_t{-1}}});
    scope.setOutput(output);
}

void activation(KerasScope& scope)
{
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(scope.input());
    scope.setActivation();
    if (scope.outputs().front().id == scope.input().id)
        scope.setOutput(alike(scope.input(), scope.builder().add("Identity", {scope.input().id})));
}

/// Layers of one function that keep the shape.
template <const char* kOperator>
void function(KerasScope& scope)
{
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(alike(scope.input(), scope.builder().add(kOperator, {scope.input().id})));
}

/// With a slope below zero, or with a bound above, it is another function.
void relu(KerasScope& scope)
{
    const nlohmann::json& slope = scope.setting("negative_slope");
    const nlohmann::json& most = scope.setting("max_value");
    const bool isBound = most.is_number() && std::isfinite(most.get<double>());
    const bool isSloped = slope.is_number() && slope.get<double>() != 0.0;
    const std::string_view type = isBound ? "Clip" : isSloped ? "LeakyRelu" : "Relu";
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(alike(scope.input(), scope.builder().add(type, {scope.input().id})));
}

void softmax(KerasScope& scope)
{
    (void)scope.setting("axis"); // along another one it is as much work
    scope.begin(LayerKind::Pointwise);
    scope.setOutput(withFunction(scope, scope.input(), "softmax"));
}

void parametricRelu(KerasScope& scope)
{
    KerasTensor output = scope.asKeras(scope.input());
    Shape shape;
    for (std::size_t axis = 1; axis < output.shape.size(); ++axis) {
        const nlohmann::json& shared = scope.setting("shared_axes");
        const bool isShared =
            shared.is_array() && std::any_of(shared.begin(), shared.end(), [axis](const nlohmann::json& entry) {
                return wholeNumber(entry) == static_cast<std::int64_t>(axis);
            });
        shape.push_back(isShared ? 1 : scope.extent(output, static_cast<std::int64_t>(axis)));
    }
    scope.begin(LayerKind::Pointwise);
    output.id = scope.builder().add("PRelu", {output.id, scope.weight("alpha", shape)});
    scope.setOutput(output);
}

void rescaling(KerasScope& scope)
{
    scope.begin(LayerKind::Pointwise);
    const TensorId scale = scope.builder().number(scope.path() + "/scale", 1.0);
    const TensorId offset = scope.builder().number(scope.path() + "/offset", 0.0);
    const TensorId scaled = scope.builder().add("Mul", {scope.input().id, scale});
    scope.setOutput(alike(scope.input(), scope.builder().add("Add", {scaled, offset})));
}

void keep(KerasScope& scope)
{
    scope.begin(LayerKind::Other);
    scope.setOutput(alike(scope.input(), scope.builder().add("Identity", {scope.input().id})));
}

constexpr char kLeakyRelu[] = "LeakyRelu";
constexpr char kElu[] = "Elu";
constexpr char kThresholdedRelu[] = "ThresholdedRelu";
constexpr char kDropout[] = "Dropout";

constexpr KerasLayerType kBasicLayers[] = {
    {"Activation", activation, 1, 1},
    {"ActivityRegularization", keep, 1, 1},
    {"AlphaDropout", function<kDropout>, 1, 1},
    {"BatchNormalization", batchNormalization},
    {"Dense", dense},
    {"Dropout", function<kDropout>, 1, 1},
    {"ELU", function<kElu>, 1, 1},
    {"Embedding", embedding, 1, 1},
    {"GaussianDropout", function<kDropout>, 1, 1},
    {"GaussianNoise", keep, 1, 1},
    {"Identity", keep, 1, 1},
    {"LayerNormalization", layerNormalization},
    {"LeakyReLU", function<kLeakyRelu>, 1, 1},
    {"Masking", keep, 1, 1},
    {"Normalization", batchNormalization},
    {"PReLU", parametricRelu},
    {"RMSNormalization", rmsNormalization},
    {"RandomContrast", keep, 1, 1},
    {"RandomFlip", keep, 1, 1},
    {"RandomRotation", keep, 1, 1},
    {"RandomTranslation", keep, 1, 1},
    {"RandomZoom", keep, 1, 1},
    {"ReLU", relu, 1, 1},
    {"Rescaling", rescaling, 1, 1},
    {"Softmax", softmax, 1, 1},
    {"SpatialDropout1D", function<kDropout>, 1, 1},
    {"SpatialDropout2D", function<kDropout>, 1, 1},
    {"SpatialDropout3D", function<kDropout>, 1, 1},
    {"ThresholdedReLU", function<kThresholdedRelu>, 1, 1},
};

/// Keras's name of a function and ONNX's operator.
struct NamedFunction {
    std::string_view name;
    std::string_view type;
};
constexpr NamedFunction kFunctions[] = {
    {"relu", "Relu"},
    {"relu6", "Clip"},
    {"ReLU", "Relu"},
    {"leaky_relu", "LeakyRelu"},
    {"LeakyReLU", "LeakyRelu"},
    {"elu", "Elu"},
    {"selu", "Selu"},
    {"gelu", "Gelu"},
    {"sigmoid", "Sigmoid"},
    {"hard_sigmoid", "HardSigmoid"},
    {"hard_swish", "HardSwish"},
    {"hard_silu", "HardSwish"},
    {"mish", "Mish"},
    {"softplus", "Softplus"},
    {"softsign", "Softsign"},
    {"tanh", "Tanh"},
    {"exponential", "Exp"},
    {"log_softmax", "LogSoftmax"},
};

} // namespace

KerasTensor withFunction(KerasScope& scope, const KerasTensor& tensor, const std::string& name)
{
    GraphBuilder& builder = scope.builder();
    if (name == "linear")
        return tensor;
    if (name == "swish" || name == "silu")
        return alike(tensor, builder.add("Mul", {tensor.id, builder.add("Sigmoid", {tensor.id})}));
    if (name == "softmax")
        return alike(tensor,
                     builder.add("Softmax", {tensor.id}, {{"axis", std::int64_t{tensor.isChannelsFirst ? 1 : -1}}}));
    for (const NamedFunction& known : kFunctions)
        if (known.name == name)
            return alike(tensor, builder.add(known.type, {tensor.id}));
    scope.note(IssueSeverity::Warning, "The function " + inQuotes(name) + " is not known and is left out.");
    return tensor;
}

std::span<const KerasLayerType> kerasBasicLayers()
{
    return kBasicLayers;
}

} // namespace waferscope
