#pragma once

#include <string>
#include <utility>
#include <vector>

namespace waferscope {

/// Writes a program as torch.export does, part by part. Arguments are JSON of its unions.
class TorchSample {
public:
    using Named = std::vector<std::pair<std::string, std::string>>;

    static std::string tensor(const std::string& name) { return R"({"as_tensor":{"name":")" + name + "\"}}"; }
    static std::string number(long long value) { return R"({"as_int":)" + std::to_string(value) + "}"; }
    static std::string real(double value) { return R"({"as_float":)" + std::to_string(value) + "}"; }
    static std::string truth(bool value) { return std::string{R"({"as_bool":)"} + (value ? "true}" : "false}"); }
    static std::string text(const std::string& value) { return R"({"as_string":")" + value + "\"}"; }
    static std::string symbol(const std::string& name) { return R"({"as_sym_int":{"as_name":")" + name + "\"}}"; }
    static std::string numbers(const std::vector<long long>& values)
    {
        std::string list;
        for (const long long value : values)
            list += (list.empty() ? "" : ",") + std::to_string(value);
        return R"({"as_ints":[)" + list + "]}";
    }
    /// Numbers and names of symbolic ones.
    static std::string sizes(const std::vector<std::string>& values)
    {
        std::string list;
        for (const std::string& value : values)
            list += (list.empty() ? "" : ",")
                + (isNumber(value) ? R"({"as_int":)" + value + "}" : R"({"as_name":")" + value + "\"}");
        return R"({"as_sym_ints":[)" + list + "]}";
    }
    static std::string tensors(const std::vector<std::string>& names)
    {
        std::string list;
        for (const std::string& name : names)
            list += (list.empty() ? "" : ",") + (R"({"name":")" + name + "\"}");
        return R"({"as_tensors":[)" + list + "]}";
    }

    TorchSample& parameter(const std::string& name, const std::string& path, const std::vector<std::string>& shape)
    {
        return stored("parameter", "parameter_name", name, path, shape, kFloat);
    }
    TorchSample& buffer(const std::string& name, const std::string& path, const std::vector<std::string>& shape,
                        int type = kFloat)
    {
        return stored("buffer", "buffer_name", name, path, shape, type);
    }
    TorchSample& input(const std::string& name, const std::vector<std::string>& shape, int type = kFloat)
    {
        append(m_inputs, tensor(name));
        append(m_specs, R"({"user_input":{"arg":)" + tensor(name) + "}}");
        return value(name, shape, type);
    }
    /// `stack` is of the module: "path,type".
    TorchSample& node(const std::string& target, const std::string& output, const std::vector<std::string>& shape,
                      const Named& arguments, const std::string& stack = {}, int type = kFloat)
    {
        value(output, shape, type);
        return call(target, {tensor(output)}, arguments, stack);
    }
    /// A node of any outputs; their shapes are told by value().
    TorchSample& call(const std::string& target, const std::vector<std::string>& outputs, const Named& arguments,
                      const std::string& stack = {})
    {
        std::string inputs;
        for (const auto& [name, argument] : arguments)
            append(inputs,
                   std::string(R"({"name":")")
                       .append(name)
                       .append(R"(","arg":)")
                       .append(argument)
                       .append(R"(,"kind":1})"));
        std::string results;
        for (const std::string& output : outputs)
            append(results, output);
        const std::string metadata =
            stack.empty() ? "" : R"("nn_module_stack":"L__self__,,__main__.Net;L__self___x,)" + stack + "\"";
        append(m_nodes,
               R"({"target":")" + target + R"(","inputs":[)" + inputs + R"(],"outputs":[)" + results
                   + R"(],"metadata":{)" + metadata + "}}");
        return *this;
    }
    TorchSample& value(const std::string& name, const std::vector<std::string>& shape, int type = kFloat)
    {
        std::string list;
        for (const std::string& extent : shape)
            append(list,
                   isNumber(extent) ? R"({"as_int":)" + extent + "}"
                                    : R"({"as_expr":{"expr_str":")" + extent + R"(","hint":{"as_int":4}}})");
        append(m_values,
               "\"" + name + R"(":{"dtype":)" + std::to_string(type) + R"(,"sizes":[)" + list
                   + R"(],"requires_grad":true,"strides":[]})");
        return *this;
    }
    TorchSample& output(const std::string& name)
    {
        append(m_outputs, tensor(name));
        return *this;
    }

    /// {"inputs": ..., "nodes": ...}.
    [[nodiscard]] std::string graph() const
    {
        return R"({"inputs":[)" + m_inputs + R"(],"outputs":[)" + m_outputs + R"(],"nodes":[)" + m_nodes
            + R"(],"tensor_values":{)" + m_values + R"(},"sym_int_values":{},"sym_bool_values":{}})";
    }
    [[nodiscard]] std::string json() const
    {
        return R"({"graph_module":{"graph":)" + graph() + R"(,"signature":{"input_specs":[)" + m_specs
            + R"(],"output_specs":[]},"module_call_graph":[]},"opset_version":{"aten":10},"range_constraints":{},)"
            + R"("schema_version":{"major":8,"minor":12}})";
    }

    static constexpr int kFloat = 7;
    static constexpr int kLong = 5;
    static constexpr int kBool = 12;

private:
    static bool isNumber(const std::string& value)
    {
        return !value.empty() && value.find_first_not_of("-0123456789") == std::string::npos;
    }
    static void append(std::string& list, const std::string& entry) { list += (list.empty() ? "" : ",") + entry; }
    TorchSample& stored(const std::string& kind, const std::string& key, const std::string& name,
                        const std::string& path, const std::vector<std::string>& shape, int type)
    {
        append(m_inputs, tensor(name));
        append(m_specs, "{\"" + kind + R"(":{"arg":{"name":")" + name + "\"},\"" + key + "\":\"" + path + "\"}}");
        return value(name, shape, type);
    }

    std::string m_inputs;
    std::string m_outputs;
    std::string m_nodes;
    std::string m_values;
    std::string m_specs;
};

/// Two linear layers and a ReLU.
inline TorchSample perceptron()
{
    TorchSample net;
    net.parameter("p_fc1_weight", "fc1.weight", {"300", "784"}).parameter("p_fc1_bias", "fc1.bias", {"300"});
    net.parameter("p_fc2_weight", "fc2.weight", {"10", "300"}).parameter("p_fc2_bias", "fc2.bias", {"10"});
    net.input("x", {"4", "784"});
    net.node("torch.ops.aten.linear.default", "linear", {"4", "300"},
             {{"input", TorchSample::tensor("x")},
              {"weight", TorchSample::tensor("p_fc1_weight")},
              {"bias", TorchSample::tensor("p_fc1_bias")}},
             "fc1,torch.nn.modules.linear.Linear");
    net.node("torch.ops.aten.relu.default", "relu", {"4", "300"}, {{"self", TorchSample::tensor("linear")}},
             "act,torch.nn.modules.activation.ReLU");
    net.node("torch.ops.aten.linear.default", "linear_1", {"4", "10"},
             {{"input", TorchSample::tensor("relu")},
              {"weight", TorchSample::tensor("p_fc2_weight")},
              {"bias", TorchSample::tensor("p_fc2_bias")}},
             "fc2,torch.nn.modules.linear.Linear");
    net.node("torch.ops.aten.softmax.int", "softmax", {"4", "10"},
             {{"self", TorchSample::tensor("linear_1")}, {"dim", TorchSample::number(-1)}});
    return net.output("softmax");
}

} // namespace waferscope
