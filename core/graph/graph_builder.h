#pragma once

#include "core/graph/network_source.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

using Attributes = std::map<std::string, Attribute>;

/// Puts a NetworkSource together operator by operator, in execution order. Names are made unique by a number behind.
class GraphBuilder {
public:
    GraphBuilder(std::string name, std::string format);

    TensorId input(std::string_view name, DataType type, SymbolicShape shape);
    TensorId parameter(std::string_view name, const Shape& shape); ///< trained, float
    /// From now on a parameter under the path `own` is the one of the same name under `model`, where there is one:
    /// layers that share their numbers. Empty texts end it.
    void shareParameters(std::string own, std::string model);
    /// The parameter of exactly this name, or the one that is shared under it.
    [[nodiscard]] std::optional<TensorId> findParameter(std::string_view name) const;
    TensorId statistic(std::string_view name, const Shape& shape); ///< running mean or variance, float
    TensorId integers(std::string_view name, std::vector<std::int64_t> values); ///< a stored vector
    TensorId number(std::string_view name, std::int64_t value); ///< a stored scalar
    TensorId number(std::string_view name, double value); ///< a stored float scalar
    TensorId stored(std::string_view name, Tensor tensor); ///< any other; its name is made unique

    /// The operators that follow belong to a layer of this name ("encoder/3/attention/query").
    void beginLayer(std::string_view name, LayerKind kind);
    /// The operators that follow belong to none: shape arithmetic, or views that join the layer they read. Their names
    /// begin with `prefix`.
    void endLayer(std::string_view prefix = {});

    /// Adds an operator of one output; stored tensors come after activations, as ONNX lists them.
    TensorId add(std::string_view type, std::vector<std::optional<TensorId>> inputs, Attributes attributes = {});
    /// The same of so many outputs.
    std::vector<TensorId> addSeveral(std::string_view type, std::vector<std::optional<TensorId>> inputs,
                                     Attributes attributes, std::size_t outputs);

    /// Marks the type of a tensor that is not Float32.
    void setType(TensorId tensor, DataType type) { m_source.tensors[tensor.index()].type = type; }
    /// What the file says of a computed tensor, for operators whose shape no rule knows.
    void setShape(TensorId tensor, SymbolicShape shape)
    {
        m_source.tensors[tensor.index()].declared = std::move(shape);
    }
    void setDefault(const std::string& size, std::int64_t value) { m_source.defaults[size] = value; }

    [[nodiscard]] std::optional<TensorId> findTensor(std::string_view name) const;
    [[nodiscard]] std::size_t operatorCount() const { return m_source.operators.size(); }
    [[nodiscard]] std::size_t layerCount() const { return m_source.layers.size(); }
    [[nodiscard]] const Operator& lastOperator() const { return m_source.operators.back(); }
    [[nodiscard]] const Tensor& operator[](TensorId id) const { return m_source.tensors[id.index()]; }
    [[nodiscard]] const std::string& layerName() const { return m_source.layers.back().name; }

    [[nodiscard]] NetworkSource take(std::vector<TensorId> outputs);

private:
    TensorId store(std::string_view name, DataType type, TensorRole role, const Shape& shape);
    std::string unique(std::set<std::string>& taken, std::string_view name);

    NetworkSource m_source;
    bool m_inLayer = false;
    std::string m_prefix; ///< of names outside of layers
    std::set<std::string> m_tensorNames;
    std::set<std::string> m_operatorNames;
    std::set<std::string> m_layerNames;
    std::map<std::string, int> m_nextNumber;
    std::map<std::string, TensorId, std::less<>> m_parameters; ///< by name
    std::string m_sharedOwn; ///< path whose parameters are those of m_sharedModel
    std::string m_sharedModel;
};

} // namespace waferscope
