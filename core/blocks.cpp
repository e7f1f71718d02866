#include "core/blocks.h"

#include "core/block_scope.h"
#include "core/names.h"
#include "core/nearest_name.h"

#include <algorithm>

namespace waferscope {

namespace {

std::vector<BlockType> sortedTypes()
{
    std::vector<BlockType> types;
    for (const std::span<const BlockType> part : {basicBlockTypes(), headBlockTypes(), patchBlockTypes(),
                                                  pictureBlockTypes(), textBlockTypes(), transformerBlockTypes()})
        types.insert(types.end(), part.begin(), part.end());
    std::sort(types.begin(), types.end(), [](const BlockType& a, const BlockType& b) { return a.name < b.name; });
    return types;
}

Error errorAt(const NetworkSpec& spec, int line, const std::string& message)
{
    std::string where = spec.origin.empty() ? spec.name : spec.origin;
    if (line > 0)
        where += ":" + std::to_string(line);
    const bool ends = message.ends_with('.') || message.ends_with('?'); // a hint ends its sentence itself
    return {ErrorCode::InvalidInput, where + ": " + message + (ends ? "" : ".")};
}

Error errorOf(const NetworkSpec& spec, const BlockSpec& block, const BlockTrouble& trouble)
{
    const auto setting = block.settings.find(trouble.setting);
    const int line = setting == block.settings.end() || setting->second.line == 0 ? block.line : setting->second.line;
    const std::string name = block.name.empty() ? std::string{} : " " + inQuotes(block.name);
    const std::string key = trouble.setting.empty() ? std::string{} : inQuotes(trouble.setting) + ": ";
    return errorAt(spec, line, "block " + inQuotes(block.type) + name + ": " + key + trouble.why);
}

/// A declared extent where it is a number.
std::optional<std::int64_t> fixedExtent(const Extent& extent)
{
    const auto* number = std::get_if<std::int64_t>(&extent);
    return number != nullptr ? std::optional{*number} : std::nullopt;
}

/// What an input of this shape and type is to the blocks; nothing when it is none of the kinds.
std::optional<Flow> flowOf(const InputSpec& input, TensorId tensor)
{
    Flow flow{tensor, FlowKind::Vector, 0, {}, {}, {}, {}};
    const std::size_t rank = input.shape.size();
    if (!isFloat(input.type) && rank == 2) {
        flow.kind = FlowKind::Tokens;
        return flow;
    }
    if (rank < 2 || rank > 4)
        return std::nullopt;
    flow.kind = rank == 4 ? FlowKind::Picture : rank == 3 ? FlowKind::Sequence : FlowKind::Vector;
    const std::optional<std::int64_t> features = fixedExtent(input.shape[rank == 4 ? 1 : rank - 1]);
    if (!features || *features < 1)
        return std::nullopt;
    flow.features = *features;
    if (rank == 4) {
        flow.height = fixedExtent(input.shape[2]);
        flow.width = fixedExtent(input.shape[3]);
    }
    return flow;
}

Result<Flow> addInputs(const NetworkSpec& spec, GraphBuilder& graph)
{
    if (spec.inputs.empty() || spec.blocks.empty())
        return errorAt(spec, 0, "a network needs at least one input and one block");
    std::optional<Flow> first;
    for (const InputSpec& input : spec.inputs) {
        const TensorId tensor = graph.input(input.name, input.type, input.shape);
        if (&input == &spec.inputs.front())
            first = flowOf(input, tensor);
    }
    if (!first)
        return errorAt(
            spec, 0,
            "the first input must be [batch, features], [batch, sequence, features], [batch, channels, height, "
            "width] with a number for its features, or whole numbers [batch, sequence]");
    return *first;
}

} // namespace

std::span<const BlockType> blockTypes()
{
    static const std::vector<BlockType> types = sortedTypes();
    return types;
}

const BlockType* findBlockType(std::string_view name)
{
    const std::span<const BlockType> types = blockTypes();
    const auto found =
        std::find_if(types.begin(), types.end(), [name](const BlockType& type) { return type.name == name; });
    return found == types.end() ? nullptr : &*found;
}

Result<NetworkSource> buildNetwork(const NetworkSpec& spec)
{
    GraphBuilder graph{spec.name, "blocks"};
    for (const auto& [size, value] : spec.defaults)
        graph.setDefault(size, value);
    WAFERSCOPE_TRY(Flow flow, addInputs(spec, graph));
    std::vector<TensorId> outputs;
    for (const BlockSpec& block : spec.blocks) {
        const BlockType* type = findBlockType(block.type);
        if (type == nullptr) {
            std::vector<std::string> known;
            for (const BlockType& candidate : blockTypes())
                known.emplace_back(candidate.name);
            return errorOf(spec, block, {"", "there is no such block" + nearestHint(block.type, known)});
        }
        if (const std::optional<BlockTrouble> trouble = checkSettings(*type, block))
            return errorOf(spec, block, *trouble);
        BlockScope scope{*type, block, graph, flow};
        if (const std::optional<BlockTrouble> trouble = type->build(scope))
            return errorOf(spec, block, *trouble);
        flow = scope.flow();
        outputs.insert(outputs.end(), scope.outputs().begin(), scope.outputs().end());
    }
    outputs.insert(outputs.begin(), flow.tensor);
    return graph.take(std::move(outputs));
}

} // namespace waferscope
