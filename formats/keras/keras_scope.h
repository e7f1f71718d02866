#pragma once

#include "core/graph/graph_builder.h"
#include "formats/base/json_text.h"
#include "formats/keras/keras_settings.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace waferscope {

/// A tensor of a Keras model. `shape` has Keras's order of axes; what is stored may have the channels, Keras's last
/// axis, in front of the others, as ONNX wants them for pictures.
struct KerasTensor {
    TensorId id;
    std::vector<std::optional<std::int64_t>> shape; ///< with the batch axis; absent where the model leaves it open
    bool isChannelsFirst = false; ///< stored so, though Keras has the channels last
};

/// What all layers of a model share.
struct KerasGraph {
    GraphBuilder builder;
    bool hasChannelsFirst = false; ///< the model itself says data_format channels_first
    std::map<std::string, std::pair<TensorId, Shape>> weights; ///< by path: a layer that is called twice has them once
    std::vector<ImportIssue> issues;
    KerasUnfollowed unfollowed;
    int frozenModels = 0; ///< around what is being built
    std::map<std::string, std::string> owners; ///< of weights that layers share: the first one's path by its identity
};

/// What is wrong with a layer: the rest of a sentence that begins "Layer 'x' ".
struct KerasTrouble {
    std::string sentence;
};

/// One call of one layer being built.
class KerasScope {
public:
    /// `layer` has class_name and config, and shared_object_id where its weights are another one's, too.
    KerasScope(KerasGraph& graph, const nlohmann::json& layer, std::string path, std::vector<KerasTensor> inputs);

    // Settings. A wrong one is taken note of, and trouble() tells it in the end.
    [[nodiscard]] std::int64_t count(const char* key, std::optional<std::int64_t> fallback = {},
                                     std::int64_t least = 1);
    [[nodiscard]] std::vector<std::int64_t> counts(const char* key, std::size_t axes, std::int64_t fallback,
                                                   std::int64_t least = 1);
    [[nodiscard]] bool says(const char* key, bool fallback) const;
    [[nodiscard]] std::string text(const char* key, std::string fallback = {}) const;
    [[nodiscard]] const nlohmann::json& setting(const char* key) const;

    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] KerasGraph& graph() { return m_graph; }
    [[nodiscard]] GraphBuilder& builder() { return m_graph.builder; }
    [[nodiscard]] const std::vector<KerasTensor>& inputs() const { return m_inputs; }
    [[nodiscard]] const KerasTensor& input() const { return m_inputs.front(); }

    /// The extent of an axis of Keras's shape, counted from the end where negative; 1 and trouble where it is open.
    [[nodiscard]] std::int64_t extent(const KerasTensor& tensor, std::int64_t axis);
    /// The axis of the channels in Keras's shape.
    [[nodiscard]] std::size_t channelAxis(const KerasTensor& tensor) const;
    [[nodiscard]] std::int64_t channels() { return extent(input(), static_cast<std::int64_t>(channelAxis(input()))); }

    /// The tensor stored with the channels at axis 1, or as Keras has it; transposed, which costs nothing, if it must
    /// be.
    [[nodiscard]] KerasTensor channelsFirst(const KerasTensor& tensor);
    [[nodiscard]] KerasTensor asKeras(const KerasTensor& tensor);

    [[nodiscard]] TensorId weight(const char* name, const Shape& shape);
    [[nodiscard]] TensorId statistic(const char* name, const Shape& shape);
    /// Numbers that are all the same and not trained.
    [[nodiscard]] TensorId constant(const char* name, double value, const Shape& shape);

    void begin(LayerKind kind) { m_graph.builder.beginLayer(m_path, kind); }
    void setOutput(KerasTensor tensor) { m_outputs = {std::move(tensor)}; }
    void addOutput(KerasTensor tensor) { m_outputs.push_back(std::move(tensor)); }
    void setActivation(const char* key = "activation"); ///< puts the function that the setting names behind the output
    [[nodiscard]] std::vector<KerasTensor>& outputs() { return m_outputs; }

    /// Once the layer is built: what it sets and nobody has asked for, and whether it is frozen, goes to the graph.
    void finish();
    void fail(std::string sentence);
    void note(IssueSeverity severity, std::string message);
    [[nodiscard]] const std::optional<KerasTrouble>& trouble() const { return m_trouble; }

private:
    [[nodiscard]] TensorId stored(const char* name, const Shape& shape, TensorRole role);
    [[nodiscard]] KerasTensor moved(const KerasTensor& tensor, bool toFront);

    KerasGraph& m_graph;
    const nlohmann::json& m_config;
    std::string m_path;
    std::string m_owner; ///< the path of the layer whose weights these are
    mutable std::set<std::string, std::less<>> m_asked; ///< settings
    std::vector<KerasTensor> m_inputs;
    std::vector<KerasTensor> m_outputs;
    std::optional<KerasTrouble> m_trouble;
};

/// How a class of layers becomes operators.
struct KerasLayerType {
    std::string_view name; ///< Keras's class
    void (*build)(KerasScope& scope) = nullptr;
    std::size_t leastInputs = 1;
    std::size_t leastAxes = 2; ///< of the first input, with the batch
};

/// Null for a class that we do not know.
[[nodiscard]] const KerasLayerType* kerasLayerType(std::string_view name);

/// The parts of the table, one a file.
[[nodiscard]] std::span<const KerasLayerType> kerasBasicLayers();
[[nodiscard]] std::span<const KerasLayerType> kerasConvolutionLayers();
[[nodiscard]] std::span<const KerasLayerType> kerasWindowLayers();
[[nodiscard]] std::span<const KerasLayerType> kerasJoiningLayers();
[[nodiscard]] std::span<const KerasLayerType> kerasSequenceLayers();
[[nodiscard]] std::span<const KerasLayerType> kerasAttentionLayers();

/// Adds a function by Keras's name of it ("relu") to a tensor.
[[nodiscard]] KerasTensor withFunction(KerasScope& scope, const KerasTensor& tensor, const std::string& function);

} // namespace waferscope
