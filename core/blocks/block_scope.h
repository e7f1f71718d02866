#pragma once

#include "core/blocks/block_flows.h"
#include "core/blocks/blocks.h"
#include "core/graph/graph_builder.h"

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

enum class Pointwise { None, Relu, Gelu, Silu, Tanh, Sigmoid };
enum class Bias { No, Yes };

/// Kinds of normalisation of every position: with scale and bias; of the root mean square, with a scale; with a scale
/// alone; without trained numbers.
enum class Norm { Layer, Rms, Unbiased, Plain };

/// More operators than a block list may make.
inline constexpr std::size_t kMostOperators = 200'000;

/// One block being built: its settings, already checked; the graph; what flows in and, after building, out.
class BlockScope {
public:
    BlockScope(const BlockType& type, const BlockSpec& spec, GraphBuilder& graph, BlockFlows& flows, Flow flow);

    [[nodiscard]] std::int64_t count(std::string_view setting) const;
    [[nodiscard]] std::vector<std::int64_t> counts(std::string_view setting) const;
    [[nodiscard]] std::string_view choice(std::string_view setting) const;
    [[nodiscard]] std::vector<std::string_view> names(std::string_view setting) const;
    [[nodiscard]] bool says(std::string_view setting) const { return choice(setting) == "yes"; }
    [[nodiscard]] bool isGiven(std::string_view setting) const;
    /// Whether linear layers add a bias, by a setting of kYesNo.
    [[nodiscard]] Bias bias(std::string_view setting = "bias") const { return says(setting) ? Bias::Yes : Bias::No; }
    /// Nothing for "none".
    [[nodiscard]] std::optional<Norm> norm(std::string_view setting = "norm") const;
    [[nodiscard]] Pointwise activation(std::string_view setting = "activation") const;

    /// Path of a part of this block: "encoder/3" and "norm" give "encoder/3/norm"; an empty name gives the part alone.
    [[nodiscard]] std::string path(std::string_view part) const;
    /// The block's own name, or its type where it has none.
    [[nodiscard]] std::string name() const;

    [[nodiscard]] GraphBuilder& graph() { return m_graph; }
    [[nodiscard]] Flow& flow() { return m_flow; }
    [[nodiscard]] BlockFlows& flows() { return m_flows; } ///< of the inputs and the blocks before

    /// A result of the network beside the one that flows on.
    void addOutput(TensorId tensor) { m_outputs.push_back(tensor); }
    [[nodiscard]] const std::vector<TensorId>& outputs() const { return m_outputs; }

private:
    [[nodiscard]] std::string_view textOf(std::string_view setting) const;

    const BlockType& m_type;
    const BlockSpec& m_spec;
    GraphBuilder& m_graph;
    BlockFlows& m_flows;
    Flow m_flow;
    std::vector<TensorId> m_outputs;
};

/// Watches over a block that repeats a part as often as a setting says, and tells as soon as that must become too many
/// operators: long before they are all there.
class RepeatWatch {
public:
    RepeatWatch(const GraphBuilder& graph, std::string setting, std::int64_t repeats);

    /// To be asked before every repeat.
    [[nodiscard]] std::optional<BlockTrouble> next();

private:
    const GraphBuilder& m_graph;
    std::string m_setting;
    std::int64_t m_left;
    std::int64_t m_done = 0;
    std::size_t m_last; ///< operators before the repeat that was built last
    std::size_t m_least = kMostOperators; ///< operators of any repeat
};

inline constexpr std::string_view kYesNo = "yes no"; ///< values of a Choice
inline constexpr std::string_view kNorms = "layer rms unbiased plain";
inline constexpr std::string_view kNormsOrNone = "none layer rms unbiased plain";
inline constexpr std::string_view kActivations = "none relu gelu silu tanh sigmoid";

/// That the block before does not give what this one reads: "a sequence".
[[nodiscard]] BlockTrouble wants(std::string_view what);
[[nodiscard]] BlockTrouble wantsPicture();

/// Every setting is known, complete and of its kind; otherwise what is wrong.
[[nodiscard]] std::optional<BlockTrouble> checkSettings(const BlockType& type, const BlockSpec& spec);

/// "a-b-c" as numbers; nothing when one is not a whole number from `least` to 2^31.
[[nodiscard]] std::optional<std::vector<std::int64_t>> parseCounts(std::string_view text, std::int64_t least);

// Parts that several blocks share. Each begins layers of the given path and moves the flow on.

void addLinear(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t size, Bias bias);
void addPointwise(GraphBuilder& graph, Flow& flow, const std::string& path, Pointwise function);
void addNorm(GraphBuilder& graph, Flow& flow, const std::string& path, Norm norm);
void addBatchNorm(GraphBuilder& graph, Flow& flow, const std::string& path);
/// Bends scores so that none passes the cap; they stay in the layer that is open.
void addCap(GraphBuilder& graph, TensorId& scores, const std::string& path, std::int64_t cap);
/// Adds what ran before a branch to what comes out of it.
void addResidual(GraphBuilder& graph, Flow& flow, const Flow& skip, const std::string& path);

/// A convolution of one axis along a sequence.
struct SequenceConvolution {
    std::int64_t channels = 1;
    std::int64_t filter = 3;
    std::int64_t stride = 1;
    std::int64_t before = 0; ///< positions of zeros before the first
    std::int64_t behind = 0;
    std::int64_t groups = 1;
    Bias bias = Bias::No;
};
void addSequenceConvolution(GraphBuilder& graph, Flow& flow, const std::string& path, const SequenceConvolution& sizes);

struct ConvolutionSizes {
    std::int64_t channels = 1;
    std::int64_t filter = 3; ///< square
    std::int64_t stride = 1;
    std::int64_t padding = 0; ///< on every side
    std::int64_t groups = 1;
    Bias bias = Bias::No;
};
void addConvolution(GraphBuilder& graph, Flow& flow, const std::string& path, const ConvolutionSizes& sizes);

/// Filter and stride of 2, no bias: doubles height and width.
void addUpConvolution(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t channels);
/// MaxPool or AveragePool.
struct PoolSizes {
    std::string_view type = "MaxPool";
    std::int64_t filter = 2; ///< square
    std::int64_t stride = 2;
    std::int64_t padding = 0; ///< on every side
};
void addPool(GraphBuilder& graph, Flow& flow, const std::string& path, const PoolSizes& sizes);

/// The block types of one file, for blockTypes().
[[nodiscard]] std::span<const BlockType> basicBlockTypes();
[[nodiscard]] std::span<const BlockType> headBlockTypes();
[[nodiscard]] std::span<const BlockType> joiningBlockTypes();
[[nodiscard]] std::span<const BlockType> patchBlockTypes();
[[nodiscard]] std::span<const BlockType> sequenceBlockTypes();
[[nodiscard]] std::span<const BlockType> stateSpaceBlockTypes();
[[nodiscard]] std::span<const BlockType> pictureBlockTypes();
[[nodiscard]] std::span<const BlockType> textBlockTypes();
[[nodiscard]] std::span<const BlockType> transformerBlockTypes();

} // namespace waferscope
