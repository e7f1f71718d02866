#include "core/blocks/block_scope.h"

namespace waferscope {

namespace {

/// Why two flows cannot be joined along their features, or nothing.
std::optional<Sentence> mismatch(const Flow& flow, const Flow& other)
{
    if (flow.kind != other.kind)
        return "is of another kind than what it joins: pictures, sequences and vectors do not go together";
    if (flow.kind == FlowKind::Tokens)
        return "is tokens, which cannot be joined";
    const bool areKnown = flow.height && flow.width && other.height && other.width;
    if (areKnown && (flow.height != other.height || flow.width != other.width))
        return Sentence::of("is a picture of ", *other.height, " x ", *other.width, " where the other is ",
                            *flow.height, " x ", *flow.width);
    return std::nullopt;
}

std::optional<BlockTrouble> join(BlockScope& scope)
{
    Flow& flow = scope.flow();
    const bool isAppended = scope.choice("kind") == "append";
    const bool isConcatenation = isAppended || scope.choice("kind") == "concat";
    if (isAppended && flow.kind != FlowKind::Sequence)
        return BlockTrouble{"kind", "can be append for sequences only"};
    std::vector<std::optional<TensorId>> parts{flow.tensor};
    std::int64_t features = flow.features;
    for (const std::string_view name : scope.names("with")) {
        const Result<Flow> other = scope.flows().read(name);
        if (!other.ok())
            return BlockTrouble{"with", other.error().message};
        const std::string quoted = "'" + std::string{name} + "' ";
        if (const std::optional<Sentence> trouble = mismatch(flow, other.value()))
            return BlockTrouble{"with", Sentence::of(quoted, *trouble)};
        if ((!isConcatenation || isAppended) && other.value().features != flow.features)
            return BlockTrouble{
                "with", Sentence::of(quoted, "has ", other.value().features, " features and not ", flow.features)};
        if (__builtin_add_overflow(features, other.value().features, &features))
            return BlockTrouble{"with", "makes far too many features"};
        parts.emplace_back(other.value().tensor);
    }
    GraphBuilder& graph = scope.graph();
    graph.beginLayer(scope.name(), isConcatenation ? LayerKind::Other : LayerKind::Pointwise);
    if (isConcatenation) {
        const std::int64_t axis = flow.kind == FlowKind::Sequence && !isAppended ? 2 : 1;
        flow.tensor = graph.add("Concat", std::move(parts), {{"axis", axis}});
        flow.features = isAppended ? flow.features : features;
        return std::nullopt;
    }
    for (std::size_t at = 1; at < parts.size(); ++at)
        flow.tensor = graph.add(scope.choice("kind") == "add" ? "Add" : "Mul", {flow.tensor, parts[at]});
    return std::nullopt;
}

constexpr BlockSettingType kJoinSettings[] = {
    {"kind", SettingKind::Choice, "add", "add multiply concat append",
     "how: number by number, side by side, or one sequence behind the other"},
    {"with", SettingKind::NameList, "", "", "the other branches: names of earlier blocks or inputs"}};

constexpr BlockType kJoiningBlocks[] = {
    {"join", "branches that come together", kJoinSettings, join},
};

} // namespace

std::span<const BlockType> joiningBlockTypes()
{
    return kJoiningBlocks;
}

} // namespace waferscope
