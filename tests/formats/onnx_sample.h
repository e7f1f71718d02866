#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace waferscope {

/// Writes small ONNX models for tests.
class OnnxSample {
public:
    OnnxSample()
    {
        m_model.set_ir_version(8);
        m_model.add_opset_import()->set_version(16);
        m_model.mutable_graph()->set_name("sample");
    }

    [[nodiscard]] onnx::ModelProto& model() { return m_model; }
    [[nodiscard]] onnx::GraphProto& graph() { return *m_model.mutable_graph(); }

    /// Extents that are texts of digits are numbers, others names; an empty one is left out.
    void input(const std::string& name, std::initializer_list<std::string> shape,
               onnx::TensorProto::DataType type = onnx::TensorProto::FLOAT)
    {
        addInfo(*graph().add_input(), name, shape, type);
    }
    void output(const std::string& name) { graph().add_output()->set_name(name); }

    /// Zeros as raw data.
    onnx::TensorProto& weight(const std::string& name, const std::vector<std::int64_t>& dims)
    {
        onnx::TensorProto& tensor = *graph().add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::FLOAT);
        std::size_t bytes = sizeof(float);
        for (const std::int64_t dim : dims) {
            tensor.add_dims(dim);
            bytes *= static_cast<std::size_t>(dim);
        }
        tensor.set_raw_data(std::string(bytes, '\0'));
        return tensor;
    }
    onnx::TensorProto& integers(const std::string& name, const std::vector<std::int64_t>& values)
    {
        onnx::TensorProto& tensor = *graph().add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::INT64);
        tensor.add_dims(static_cast<std::int64_t>(values.size()));
        for (const std::int64_t value : values)
            tensor.add_int64_data(value);
        return tensor;
    }

    onnx::NodeProto& node(const std::string& type, std::initializer_list<std::string> inputs,
                          std::initializer_list<std::string> outputs)
    {
        return addNode(graph(), type, inputs, outputs);
    }
    static onnx::NodeProto& addNode(onnx::GraphProto& graph, const std::string& type,
                                    std::initializer_list<std::string> inputs,
                                    std::initializer_list<std::string> outputs)
    {
        onnx::NodeProto& node = *graph.add_node();
        node.set_op_type(type);
        node.set_name(type + std::to_string(graph.node_size()));
        for (const std::string& name : inputs)
            node.add_input(name);
        for (const std::string& name : outputs)
            node.add_output(name);
        return node;
    }
    static void attribute(onnx::NodeProto& node, const std::string& name, const std::vector<std::int64_t>& values)
    {
        onnx::AttributeProto& attribute = *node.add_attribute();
        attribute.set_name(name);
        attribute.set_type(onnx::AttributeProto::INTS);
        for (const std::int64_t value : values)
            attribute.add_ints(value);
    }
    static void attribute(onnx::NodeProto& node, const std::string& name, std::int64_t value)
    {
        onnx::AttributeProto& attribute = *node.add_attribute();
        attribute.set_name(name);
        attribute.set_type(onnx::AttributeProto::INT);
        attribute.set_i(value);
    }

    [[nodiscard]] std::string bytes() const { return m_model.SerializeAsString(); }

private:
    static void addInfo(onnx::ValueInfoProto& info, const std::string& name, std::initializer_list<std::string> shape,
                        onnx::TensorProto::DataType type)
    {
        info.set_name(name);
        onnx::TypeProto::Tensor& tensor = *info.mutable_type()->mutable_tensor_type();
        tensor.set_elem_type(type);
        tensor.mutable_shape();
        for (const std::string& extent : shape) {
            onnx::TensorShapeProto::Dimension& dimension = *tensor.mutable_shape()->add_dim();
            if (!extent.empty() && extent.find_first_not_of("-0123456789") == std::string::npos)
                dimension.set_dim_value(std::stoll(extent));
            else if (!extent.empty())
                dimension.set_dim_param(extent);
        }
    }

    onnx::ModelProto m_model;
};

/// A small convolutional network with a large and a small weight, as bytes.
inline std::string sampleClassifier()
{
    OnnxSample sample;
    sample.input("image", {"batch", "3", "8", "8"});
    sample.weight("filter", {16, 3, 3, 3}); // 1,728 bytes: kept
    sample.weight("bias", {16});
    sample.weight("matrix", {256, 10}); // 10,240 bytes: skipped
    sample.weight("offset", {10});
    sample.integers("shape", {0, -1});
    onnx::NodeProto& convolution = sample.node("Conv", {"image", "filter", "bias"}, {"c"});
    OnnxSample::attribute(convolution, "pads", std::vector<std::int64_t>{1, 1, 1, 1});
    OnnxSample::attribute(convolution, "strides", std::vector<std::int64_t>{2, 2});
    sample.node("Relu", {"c"}, {"r"});
    sample.node("Reshape", {"r", "shape"}, {"v"});
    sample.node("MatMul", {"v", "matrix"}, {"m"});
    sample.node("Add", {"m", "offset"}, {"scores"});
    sample.output("scores");
    return sample.bytes();
}

} // namespace waferscope
