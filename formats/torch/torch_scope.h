#pragma once

#include "core/graph/graph_builder.h"
#include "formats/torch/torch_values.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace waferscope {

/// What all nodes of a program share.
struct TorchGraph {
    GraphBuilder builder;
    std::vector<ImportIssue> issues;
    std::set<std::string> warned; ///< one issue a kind of trouble
    std::set<TensorId> active; ///< what depends on the numbers of an input
};

/// The names in force in a graph or in one of its subgraphs.
struct TorchFrame {
    const nlohmann::json* graph = nullptr;
    std::map<std::string, TensorId> tensors; ///< and symbolic numbers, which are scalars here
    std::map<std::string, std::string> parameters; ///< name in the graph to the module's path of it
    std::set<std::string> used; ///< names that some node or output reads
};

/// One node being built. A wrong argument is taken note of, and trouble() tells it in the end.
class TorchScope {
public:
    /// `type` is the operator that the row of the table names; `name` the ATen operator's without namespace.
    TorchScope(TorchGraph& graph, const TorchFrame& frame, const nlohmann::json& node, std::string path,
               std::string_view type);

    // Arguments by their names in the operator's schema; defaults are not in the file.
    [[nodiscard]] bool has(const char* key) const;
    [[nodiscard]] TensorId tensor(const char* key); ///< must be there
    [[nodiscard]] std::optional<TensorId> maybeTensor(const char* key);
    [[nodiscard]] std::vector<std::optional<TensorId>> tensors(const char* key);
    [[nodiscard]] std::int64_t integer(const char* key, std::int64_t fallback) const;
    [[nodiscard]] double real(const char* key, double fallback) const;
    [[nodiscard]] bool says(const char* key, bool fallback) const;
    [[nodiscard]] std::string text(const char* key) const;
    /// A list of numbers, or one number as a list; nothing where some are symbolic.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(const char* key) const;
    [[nodiscard]] std::vector<double> reals(const char* key) const;
    /// The same with one entry an axis: a single number counts for all.
    [[nodiscard]] std::vector<std::int64_t> perAxis(const char* key, std::size_t axes, std::int64_t fallback);
    /// A list of numbers, symbolic ones among them, as a stored or computed vector.
    [[nodiscard]] TensorId sizes(const char* key);
    /// A number, symbolic number or tensor as a tensor.
    [[nodiscard]] TensorId operand(const char* key);
    [[nodiscard]] const nlohmann::json& argument(const char* key) const;

    /// What the program says of the tensor of an argument, and of its own outputs.
    [[nodiscard]] TorchTensor stated(const char* key) const;
    [[nodiscard]] std::size_t rank(const char* key) const { return stated(key).shape.size(); }
    [[nodiscard]] TorchTensor statedOutput(std::size_t output) const;
    [[nodiscard]] std::size_t outputCount() const { return m_outputNames.size(); }
    [[nodiscard]] const std::vector<std::string>& outputNames() const { return m_outputNames; }
    [[nodiscard]] bool isUsed(std::size_t output) const;

    // Building.
    [[nodiscard]] GraphBuilder& builder() { return m_graph.builder; }
    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] const std::string& type() const { return m_type; }
    /// The operators that follow are a layer, unless they compute nothing from the inputs.
    void begin(LayerKind kind, std::string_view part = {});
    void beginView() { builder().endLayer(m_path); } ///< joins the layer that it reads
    /// Whether a tensor depends on the numbers of an input.
    [[nodiscard]] bool isComputed(TensorId tensor) const { return m_graph.active.count(tensor) != 0; }
    [[nodiscard]] bool isActive() const { return m_isActive; } ///< whether an argument of the node does
    [[nodiscard]] TensorId integersOf(const char* name, std::vector<std::int64_t> values);
    [[nodiscard]] TensorId integerOf(const char* name, std::int64_t value);
    [[nodiscard]] TensorId add(std::string_view type, std::vector<std::optional<TensorId>> inputs,
                               Attributes attributes = {});
    /// Numbers that are all the same and not trained.
    [[nodiscard]] TensorId constant(const char* name, double value, const Shape& shape);
    void setOutput(TensorId tensor) { m_outputs = {tensor}; }
    void addOutput(std::optional<TensorId> tensor) { m_outputs.push_back(tensor); }
    [[nodiscard]] const std::vector<std::optional<TensorId>>& outputs() const { return m_outputs; }
    /// Builds the node as an operator that we do not know: its outputs have the shapes that the program states.
    void passOn();

    void fail(std::string sentence);
    void warn(std::string message);
    [[nodiscard]] const std::optional<std::string>& trouble() const { return m_trouble; }

private:
    [[nodiscard]] std::optional<TensorId> find(const std::string& name);
    [[nodiscard]] TensorId numberOf(const nlohmann::json& symInt);

    TorchGraph& m_graph;
    const TorchFrame& m_frame;
    const nlohmann::json& m_node;
    std::string m_path;
    std::string m_type;
    bool m_isActive = false;
    std::vector<std::string> m_outputNames;
    std::vector<std::optional<TensorId>> m_outputs;
    std::optional<std::string> m_trouble; ///< the rest of a sentence that begins "Node 'x' "
};

/// How an ATen operator becomes operators of ours.
struct TorchOperator {
    std::string_view name; ///< without namespace and overload: "conv2d"
    void (*build)(TorchScope& scope) = nullptr;
    std::string_view type = {}; ///< for builders that serve several
};

/// Null for one that we do not know.
[[nodiscard]] const TorchOperator* torchOperator(std::string_view name);

/// The parts of the table, one a file.
[[nodiscard]] std::span<const TorchOperator> torchElementwiseOperators();
[[nodiscard]] std::span<const TorchOperator> torchLayoutOperators();
[[nodiscard]] std::span<const TorchOperator> torchSelectionOperators();
[[nodiscard]] std::span<const TorchOperator> torchMatrixOperators();
[[nodiscard]] std::span<const TorchOperator> torchAttentionOperators();
[[nodiscard]] std::span<const TorchOperator> torchNormalisationOperators();
[[nodiscard]] std::span<const TorchOperator> torchWindowOperators();
[[nodiscard]] std::span<const TorchOperator> torchReductionOperators();
[[nodiscard]] std::span<const TorchOperator> torchGeneratorOperators();
[[nodiscard]] std::span<const TorchOperator> torchRecurrentOperators();
[[nodiscard]] std::span<const TorchOperator> torchSymbolOperators();
[[nodiscard]] std::span<const TorchOperator> torchPackedOperators();

/// Whether a node of this target adds nothing to the network: an assertion on its inputs.
[[nodiscard]] bool isTorchAssertion(std::string_view name);

} // namespace waferscope
