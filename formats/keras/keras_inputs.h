#pragma once

#include "core/base/result.h"
#include "formats/keras/keras_scope.h"

#include <set>

namespace waferscope {

/// A sentence about a layer, for networkOfKeras().
[[nodiscard]] Error kerasTrouble(const std::string& layer, const std::string& sentence);

/// The shape that a layer states for its input, with the batch; null where it states none.
[[nodiscard]] const nlohmann::json& statedShape(const nlohmann::json& layer);

/// Makes inputs of the network. Pictures have the channels in front, whatever the file's order. Open sizes become
/// symbolic: "batch", "sequence" (128 until another is given) and "axisN" of pictures (224).
class KerasInputs {
public:
    explicit KerasInputs(KerasGraph& graph)
        : m_graph(graph)
    {
    }

    /// From an InputLayer, or the first layer of a Sequential model.
    [[nodiscard]] Result<KerasTensor> add(const nlohmann::json& layer);

private:
    std::string openName(std::size_t axis, std::size_t axes);

    KerasGraph& m_graph;
    std::set<std::string> m_open; ///< sizes that a note was written of
};

} // namespace waferscope
