#pragma once

#include "core/graph/graph_builder.h"
#include "core/shape_rules/shape_scope.h"
#include "formats/tensorflow/tensorflow_graph.h"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace waferscope {

/// A tensor of a TensorFlow graph. Pictures may be stored with the channels, TensorFlow's last axis, in front of the
/// others, as ONNX wants them.
struct TfFlow {
    TensorId id{0};
    bool isChannelsFirst = false; ///< stored so, though TensorFlow has the channels last
};

/// What all nodes share: the network as it grows, and its shapes at the sizes that it is shipped with.
class TfGraph {
public:
    explicit TfGraph(std::string name)
        : m_builder(std::move(name), "TensorFlow")
    {
    }

    [[nodiscard]] GraphBuilder& builder() { return m_builder; }
    /// Adds operators and follows their shapes.
    std::vector<TensorId> add(std::string_view type, std::vector<std::optional<TensorId>> inputs, Attributes attributes,
                              std::size_t outputs);
    /// What is known of a tensor; null where it is not, which a stored one never is.
    [[nodiscard]] const TensorFacts* facts(TensorId id);
    void setDefault(const std::string& size, std::int64_t value);
    void setShape(TensorId id, const std::vector<std::int64_t>& shape); ///< stated by the file; positive

    std::vector<ImportIssue> issues;
    std::set<std::string> warned; ///< one issue a kind of trouble
    std::set<TensorId> active; ///< what depends on the numbers of an input

private:
    void keep(TensorId id, TensorFacts facts);

    GraphBuilder m_builder;
    Dimensions m_sizes;
    std::int64_t m_values = 0; ///< computed and kept
    std::map<TensorId, std::optional<TensorFacts>> m_facts;
};

/// One node being built. A wrong attribute is taken note of, and trouble() tells it in the end.
class TfScope {
public:
    /// `type` is the operator that the row of the table names; `path` the node's name with those of its callers.
    TfScope(TfGraph& graph, const TfNode& node, const std::string& path, std::vector<TfFlow> inputs,
            std::size_t outputs, std::string_view type);

    [[nodiscard]] const TfNode& node() const { return m_node; }
    [[nodiscard]] const std::string& type() const { return m_type; }
    [[nodiscard]] std::size_t outputCount() const { return m_outputCount; } ///< that others read; at least 1

    // Attributes.
    [[nodiscard]] std::int64_t number(const char* key, std::int64_t fallback) const;
    [[nodiscard]] double real(const char* key, double fallback) const;
    [[nodiscard]] std::string text(const char* key) const;
    [[nodiscard]] std::vector<std::int64_t> list(const char* key) const;
    /// Whether the node itself has the channels behind the places of a picture.
    [[nodiscard]] bool hasChannelsLast() const;

    // Inputs. An input that is not there is trouble.
    [[nodiscard]] std::size_t inputCount() const { return m_inputs.size(); }
    [[nodiscard]] TfFlow input(std::size_t at);
    [[nodiscard]] TensorId plain(std::size_t at) { return asTf(input(at)); } ///< with TensorFlow's order of axes
    [[nodiscard]] Shape shapeOf(TensorId id)
    {
        return m_graph.facts(id) != nullptr ? m_graph.facts(id)->shape : Shape{};
    }
    [[nodiscard]] std::size_t rank(std::size_t at) { return shapeOf(input(at).id).size(); } ///< 0 where unknown
    /// The numbers of an input that settings come in; trouble where they are not known.
    [[nodiscard]] std::vector<std::int64_t> integers(std::size_t at);
    [[nodiscard]] bool hasIntegers(std::size_t at);
    [[nodiscard]] bool isStored(TensorId id) { return m_graph.active.count(id) == 0; } ///< depends on no input

    [[nodiscard]] TfFlow channelsFirst(const TfFlow& flow);
    [[nodiscard]] TensorId asTf(const TfFlow& flow);
    /// An axis of TensorFlow's order, from the front, in the order in which the flow is stored.
    [[nodiscard]] std::int64_t storedAxis(const TfFlow& flow, std::int64_t axis);

    // Building.
    void begin(LayerKind kind); ///< a layer of the name of the layer around the node
    void beginPlain(); ///< operators that make or join a layer by themselves
    [[nodiscard]] TensorId add(std::string_view type, std::vector<std::optional<TensorId>> inputs,
                               Attributes attributes = {});
    [[nodiscard]] std::vector<TensorId> addSeveral(std::string_view type, std::vector<std::optional<TensorId>> inputs,
                                                   Attributes attributes, std::size_t outputs);
    [[nodiscard]] TensorId integersOf(const char* name, std::vector<std::int64_t> values);
    [[nodiscard]] TensorId integerOf(const char* name, std::int64_t value);
    void setOutput(TfFlow flow) { m_outputs = {flow}; }
    void setOutput(TensorId id) { m_outputs = {TfFlow{id, false}}; }
    void addOutput(TfFlow flow) { m_outputs.push_back(flow); }
    [[nodiscard]] const std::vector<TfFlow>& outputs() const { return m_outputs; }
    void passOn(); ///< as an operator that we do not know

    void fail(std::string sentence);
    [[nodiscard]] const std::optional<std::string>& trouble() const { return m_trouble; }

private:
    [[nodiscard]] const TfAttribute* find(const char* key) const;

    TfGraph& m_graph;
    const TfNode& m_node;
    std::string m_path;
    std::vector<TfFlow> m_inputs;
    std::size_t m_outputCount;
    std::string m_type;
    bool m_isActive = false;
    std::vector<TfFlow> m_outputs;
    std::optional<std::string> m_trouble; ///< the rest of a sentence that begins "Node 'x' "
};

/// How an operator of TensorFlow becomes operators of ours.
struct TfOperator {
    std::string_view name;
    void (*build)(TfScope& scope) = nullptr;
    std::string_view type = {}; ///< for builders that serve several
};

/// Null for one that we do not know.
[[nodiscard]] const TfOperator* tfOperator(std::string_view name);

/// What a function of Keras that holds the loop of a recurrent layer stands for, told by its name; null for others.
[[nodiscard]] const TfOperator* tfRecurrence(std::string_view function);

/// The parts of the table, one a file.
[[nodiscard]] std::span<const TfOperator> tfElementwiseOperators();
[[nodiscard]] std::span<const TfOperator> tfMatrixOperators();
[[nodiscard]] std::span<const TfOperator> tfWindowOperators();
[[nodiscard]] std::span<const TfOperator> tfLayoutOperators();
[[nodiscard]] std::span<const TfOperator> tfSelectionOperators();

} // namespace waferscope
