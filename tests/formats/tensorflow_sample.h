#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace waferscope {

/// Writes TensorFlow's messages in protobuf's wire format.
namespace tf_sample {

inline std::string varint(std::uint64_t value)
{
    std::string bytes;
    for (; value >= 128; value >>= 7U)
        bytes += static_cast<char>((value & 127U) | 128U);
    return bytes + static_cast<char>(value);
}

inline std::string whole(std::uint32_t field, std::int64_t value)
{
    return varint(std::uint64_t{field} << 3U) + varint(static_cast<std::uint64_t>(value));
}

inline std::string bytes(std::uint32_t field, const std::string& value)
{
    return varint((std::uint64_t{field} << 3U) | 2U) + varint(value.size()) + value;
}

inline std::string entry(std::uint32_t field, const std::string& key, const std::string& value)
{
    return bytes(field, bytes(1, key) + bytes(2, value));
}

inline std::string shape(const std::vector<std::int64_t>& extents)
{
    std::string text;
    for (const std::int64_t extent : extents)
        text += bytes(2, extent == 0 ? std::string{} : whole(1, extent));
    return text;
}

// Values of attributes.
inline std::string integer(std::int64_t value)
{
    return whole(3, value);
}
inline std::string truth(bool value)
{
    return whole(5, value ? 1 : 0);
}
inline std::string text(const std::string& value)
{
    return bytes(2, value);
}
inline std::string type(std::int64_t value)
{
    return whole(6, value);
}
inline std::string shapeValue(const std::vector<std::int64_t>& extents)
{
    return bytes(7, shape(extents));
}
inline std::string list(const std::vector<std::int64_t>& values)
{
    std::string packed;
    for (const std::int64_t value : values)
        packed += varint(static_cast<std::uint64_t>(value));
    return bytes(1, bytes(3, packed));
}
inline std::string function(const std::string& name)
{
    return bytes(10, bytes(1, name));
}

inline std::string functionList(const std::vector<std::string>& names)
{
    std::string list;
    for (const std::string& name : names)
        list += bytes(9, bytes(1, name));
    return bytes(1, list);
}

using Attributes = std::vector<std::pair<std::string, std::string>>;

/// A NodeDef without the field around it.
inline std::string node(const std::string& name, const std::string& op, const std::vector<std::string>& inputs = {},
                        const Attributes& attributes = {})
{
    std::string result = bytes(1, name) + bytes(2, op);
    for (const std::string& input : inputs)
        result += bytes(3, input);
    for (const auto& [key, value] : attributes)
        result += entry(5, key, value);
    return result;
}

inline std::string placeholder(const std::string& name, const std::vector<std::int64_t>& extents)
{
    return node(name, "Placeholder", {}, {{"dtype", type(1)}, {"shape", shapeValue(extents)}});
}

/// A constant of floats, with its numbers.
inline std::string weights(const std::string& name, const std::vector<std::int64_t>& extents)
{
    std::size_t count = 1;
    for (const std::int64_t extent : extents)
        count *= static_cast<std::size_t>(extent);
    const std::string tensor = whole(1, 1) + bytes(2, shape(extents)) + bytes(4, std::string(4 * count, '\1'));
    return node(name, "Const", {}, {{"dtype", type(1)}, {"value", bytes(8, tensor)}});
}

/// A constant vector of 32-bit whole numbers, as memory has them; a scalar when `isScalar`.
inline std::string numbers(const std::string& name, const std::vector<std::int32_t>& values, bool isScalar = false)
{
    std::string content(values.size() * 4, '\0');
    std::memcpy(content.data(), values.data(), content.size());
    const std::vector<std::int64_t> extents =
        isScalar ? std::vector<std::int64_t>{} : std::vector<std::int64_t>{static_cast<std::int64_t>(values.size())};
    const std::string tensor = whole(1, 3) + bytes(2, shape(extents)) + bytes(4, content);
    return node(name, "Const", {}, {{"dtype", type(3)}, {"value", bytes(8, tensor)}});
}

inline std::string graph(const std::vector<std::string>& nodes)
{
    std::string result;
    for (const std::string& each : nodes)
        result += bytes(1, each);
    return result;
}

/// A FunctionDef; results are "name" and what computes it.
inline std::string functionOf(const std::string& name, const std::vector<std::string>& inputs,
                              const Attributes& results, const std::vector<std::string>& nodes)
{
    std::string interface = bytes(1, name);
    for (const std::string& input : inputs)
        interface += bytes(2, bytes(1, input));
    for (const auto& [result, by] : results)
        interface += bytes(3, bytes(1, result));
    std::string definition = bytes(1, interface);
    for (const std::string& each : nodes)
        definition += bytes(3, each);
    for (const auto& [result, by] : results)
        definition += bytes(4, bytes(1, result) + bytes(2, by));
    return definition;
}

inline std::string library(const std::vector<std::string>& functions)
{
    std::string result;
    for (const std::string& each : functions)
        result += bytes(1, each);
    return bytes(2, result);
}

inline std::string namedTensor(const std::string& name, const std::vector<std::int64_t>& extents)
{
    return bytes(1, name) + whole(2, 1) + bytes(3, shape(extents));
}

/// A SavedVariable within its object.
inline std::string variableObject(const std::string& name, bool isTrained)
{
    return bytes(1, bytes(7, whole(1, 1) + (isTrained ? whole(3, 1) : std::string{}) + bytes(6, name)));
}

inline std::string savedModel(const std::string& graphDef, const std::string& signatures, const std::string& objects)
{
    const std::string meta = bytes(1, bytes(4, "serve")) + bytes(2, graphDef) + signatures + bytes(7, objects);
    return whole(1, 1) + bytes(2, meta);
}

} // namespace tf_sample

/// 784 numbers, 300 hidden units, 10 classes, frozen.
inline std::string frozenPerceptron()
{
    namespace tf = tf_sample;
    return tf::graph({tf::placeholder("x", {-1, 784}), tf::weights("dense/kernel", {784, 300}),
                      tf::node("dense/kernel/read", "Identity", {"dense/kernel"}), tf::weights("dense/bias", {300}),
                      tf::node("dense/MatMul", "MatMul", {"x", "dense/kernel/read"}),
                      tf::node("dense/BiasAdd", "BiasAdd", {"dense/MatMul", "dense/bias"}),
                      tf::node("dense/Relu", "Relu", {"dense/BiasAdd"}), tf::weights("out/kernel", {784 - 774, 300}),
                      tf::weights("out/bias", {10}),
                      tf::node("out/MatMul", "MatMul", {"dense/Relu:0", "out/kernel", "^dense/Relu"},
                               {{"transpose_b", tf::truth(true)}}),
                      tf::node("out/BiasAdd", "BiasAdd", {"out/MatMul", "out/bias"}),
                      tf::node("Softmax", "Softmax", {"out/BiasAdd"})});
}

/// A picture of 32 x 32 in three colours, channels last: a convolution, one by channel, and a classifier.
inline std::string frozenConvolutions()
{
    namespace tf = tf_sample;
    const tf::Attributes same{{"padding", tf::text("SAME")}, {"strides", tf::list({1, 1, 1, 1})}};
    const tf::Attributes halving{{"padding", tf::text("SAME")}, {"strides", tf::list({1, 2, 2, 1})}};
    return tf::graph(
        {tf::placeholder("image", {-1, 32, 32, 3}), tf::weights("conv/kernel", {3, 3, 3, 16}),
         tf::node("conv/Conv2D", "Conv2D", {"image", "conv/kernel"}, same), tf::weights("bn/gamma", {16}),
         tf::weights("bn/beta", {16}), tf::weights("bn/mean", {16}), tf::weights("bn/variance", {16}),
         tf::node("bn/FusedBatchNormV3", "FusedBatchNormV3",
                  {"conv/Conv2D", "bn/gamma", "bn/beta", "bn/mean", "bn/variance"},
                  {{"is_training", tf::truth(false)}}),
         tf::node("relu", "Relu6", {"bn/FusedBatchNormV3"}), tf::weights("dw/kernel", {3, 3, 16, 1}),
         tf::node("dw/depthwise", "DepthwiseConv2dNative", {"relu", "dw/kernel"}, halving),
         tf::weights("dw/bias", {16}), tf::node("dw/BiasAdd", "BiasAdd", {"dw/depthwise", "dw/bias"}),
         tf::node(
             "pool/MaxPool", "MaxPool", {"dw/BiasAdd"},
             {{"padding", tf::text("VALID")}, {"ksize", tf::list({1, 2, 2, 1})}, {"strides", tf::list({1, 2, 2, 1})}}),
         tf::node("twice", "AddV2", {"pool/MaxPool", "pool/MaxPool"}), tf::numbers("axes", {1, 2}),
         tf::node("mean", "Mean", {"twice", "axes"}), tf::weights("fc/kernel", {16, 10}),
         tf::node("fc/MatMul", "MatMul", {"mean", "fc/kernel"})});
}

/// Keras's way: variables outside, the layers in functions that call each other; a batch norm and an attention.
inline std::string savedAttention()
{
    namespace tf = tf_sample;
    const auto variable = [](const std::string& name, const std::vector<std::int64_t>& extents) {
        return tf::node(name, "VarHandleOp", {},
                        {{"dtype", tf::type(1)}, {"shape", tf::shapeValue(extents)}, {"shared_name", tf::text(name)}});
    };
    const std::string dense =
        tf::functionOf("__inference_dense_12", {"inputs", "kernel", "bias"}, {{"result", "Identity:output:0"}},
                       {tf::node("Tensordot/ReadVariableOp", "ReadVariableOp", {"kernel"}),
                        tf::node("Identity", "Identity", {"BiasAdd:output:0"}), tf::node("Shape", "Shape", {"inputs"}),
                        tf::numbers("begin", {0}), tf::numbers("end", {1}), tf::numbers("step", {1}),
                        tf::node("strided_slice", "StridedSlice",
                                 {"Shape:output:0", "begin:output:0", "end:output:0", "step:output:0"},
                                 {{"shrink_axis_mask", tf::integer(1)}}),
                        tf::numbers("rows", {-1, 8}), tf::node("Reshape", "Reshape", {"inputs", "rows:output:0"}),
                        tf::node("MatMul", "MatMul", {"Reshape:output:0", "Tensordot/ReadVariableOp:value:0"}),
                        tf::numbers("six", {6}, true), tf::numbers("eight", {8}, true),
                        tf::node("Pack", "Pack", {"strided_slice:output:0", "six:output:0", "eight:output:0"}),
                        tf::node("Back", "Reshape", {"MatMul:product:0", "Pack:output:0"}),
                        tf::node("BiasAdd/ReadVariableOp", "ReadVariableOp", {"bias"}),
                        tf::node("BiasAdd", "BiasAdd", {"Back:output:0", "BiasAdd/ReadVariableOp:value:0"})});
    const std::string model = tf::functionOf(
        "__inference_model_34", {"x", "kernel", "bias", "gamma", "moving"}, {{"output_0", "scaled:z:0"}},
        {tf::node("query/StatefulPartitionedCall", "StatefulPartitionedCall", {"x", "kernel", "bias"},
                  {{"f", tf::function("__inference_dense_12")}}),
         tf::node("attention/scores", "BatchMatMulV2",
                  {"query/StatefulPartitionedCall:output:0", "query/StatefulPartitionedCall:output:0"},
                  {{"adj_y", tf::truth(true)}}),
         tf::node("attention/weights", "Softmax", {"attention/scores:output:0"}),
         tf::node("attention/values/einsum/Einsum", "Einsum", {"attention/weights:softmax:0", "x"},
                  {{"equation", tf::text("bij,bjc->bic")}}),
         tf::node("gamma/read", "ReadVariableOp", {"gamma"}), tf::node("moving/read", "ReadVariableOp", {"moving"}),
         tf::node("left", "Sub", {"attention/values/einsum/Einsum:output:0", "moving/read:value:0"}),
         tf::node("scaled", "Mul", {"left:z:0", "gamma/read:value:0"})});
    const std::string wrapper = tf::functionOf(
        "__inference_signature_wrapper_56", {"x", "kernel", "bias", "gamma", "moving"},
        {{"output_0", "Identity:output:0"}},
        {tf::node("StatefulPartitionedCall", "StatefulPartitionedCall", {"x", "kernel", "bias", "gamma", "moving"},
                  {{"f", tf::function("__inference_model_34")}}),
         tf::node("Identity", "Identity", {"StatefulPartitionedCall:output:0"})});
    const std::string nodes =
        tf::graph({variable("query/kernel", {8, 8}), variable("query/bias", {8}), variable("bn/gamma", {8}),
                   variable("bn/moving_mean", {8}), tf::placeholder("serving_default_x", {-1, 6, 8}),
                   tf::node("StatefulPartitionedCall", "StatefulPartitionedCall",
                            {"serving_default_x", "query/kernel", "query/bias", "bn/gamma", "bn/moving_mean"},
                            {{"f", tf::function("__inference_signature_wrapper_56")}}),
                   tf::node("saver", "NoOp")});
    const std::string signature = tf::entry(1, "x", tf::namedTensor("serving_default_x:0", {-1, 6, 8}))
        + tf::entry(2, "output_0", tf::namedTensor("StatefulPartitionedCall:0", {-1, 6, 8}));
    return tf::savedModel(nodes + tf::library({dense, model, wrapper}), tf::entry(5, "serving_default", signature),
                          tf::variableObject("query/kernel", true) + tf::variableObject("query/bias", true)
                              + tf::variableObject("bn/gamma", true) + tf::variableObject("bn/moving_mean", false));
}

} // namespace waferscope
