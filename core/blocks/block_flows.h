#pragma once

#include "core/base/result.h"
#include "core/base/strong_id.h"
#include "core/graph/tensor.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// What runs from block to block.
enum class FlowKind {
    Vector, ///< [batch, features]
    Picture, ///< [batch, features, height, width]
    Sequence, ///< [batch, sequence, features]
    Tokens, ///< [batch, sequence], whole numbers
};

struct Flow {
    TensorId tensor;
    FlowKind kind = FlowKind::Vector;
    std::int64_t features = 0; ///< 0 for tokens
    std::optional<std::int64_t> height; ///< of a picture, where it is fixed
    std::optional<std::int64_t> width;
    std::optional<TensorId> table; ///< of the token embedding, for outputs that are tied to it
    std::optional<TensorId> memory; ///< what the encoder gave, for a decoder: [batch, sequence, features]
    std::int64_t memoryFeatures = 0;
};

/// What the inputs and the blocks so far give, by name, and which of it is read.
class BlockFlows {
public:
    /// An input; one without a flow is of a kind that blocks cannot read.
    void addInput(const std::string& name, std::optional<Flow> flow);
    void addBlock(const std::string& name, const Flow& flow); ///< its name may be empty

    /// What the last block gives, or the first input when there is no block. There is one.
    [[nodiscard]] Flow readLast();
    /// What an input or block of this name gives. A failure is a clause: no such name, or several of it.
    [[nodiscard]] Result<Flow> read(std::string_view name);

    [[nodiscard]] TensorId last() const { return m_sources.back().flow->tensor; } ///< what the last block gives
    /// What blocks give that no block reads, the last one's first.
    [[nodiscard]] std::vector<TensorId> unread() const;

private:
    struct Source {
        std::string name;
        std::optional<Flow> flow;
        bool isInput = false;
        bool isRead = false;
    };
    std::vector<Source> m_sources;
};

} // namespace waferscope
