#include "core/blocks/blocks.h"

#include "core/base/names.h"
#include "core/base/nearest_name.h"
#include "core/blocks/block_scope.h"

#include <algorithm>

namespace waferscope {

namespace {

std::vector<BlockType> sortedTypes()
{
    std::vector<BlockType> types;
    for (const std::span<const BlockType> part :
         {basicBlockTypes(), headBlockTypes(), joiningBlockTypes(), patchBlockTypes(), pictureBlockTypes(),
          sequenceBlockTypes(), stateSpaceBlockTypes(), textBlockTypes(), transformerBlockTypes()})
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

Error errorOf(const NetworkSpec& spec, const SpecTrouble& trouble)
{
    const auto& [key, why] = trouble.trouble;
    if (!trouble.block)
        return errorAt(spec, 0, plain(why));
    const BlockSpec& block = spec.blocks[*trouble.block];
    const auto setting = block.settings.find(key);
    const int line = setting == block.settings.end() || setting->second.line == 0 ? block.line : setting->second.line;
    const std::string name = block.name.empty() ? std::string{} : " " + inQuotes(block.name);
    return errorAt(spec, line,
                   "block " + inQuotes(block.type) + name + ": " + (key.empty() ? key : inQuotes(key) + ": ")
                       + plain(why));
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

std::optional<BlockTrouble> addInputs(const NetworkSpec& spec, GraphBuilder& graph, BlockFlows& flows)
{
    if (spec.inputs.empty() || spec.blocks.empty())
        return BlockTrouble{"", "a network needs at least one input and one block"};
    for (const InputSpec& input : spec.inputs)
        flows.addInput(input.name, flowOf(input, graph.input(input.name, input.type, input.shape)));
    if (!flowOf(spec.inputs.front(), TensorId{0}))
        return BlockTrouble{
            "",
            "the first input must be [batch, features], [batch, sequence, features], [batch, channels, height, "
            "width] with a number for its features, or whole numbers [batch, sequence]"};
    return std::nullopt;
}

/// Adds one block, or says why it cannot be.
std::optional<BlockTrouble> addBlock(const BlockSpec& block, GraphBuilder& graph, BlockFlows& flows,
                                     std::vector<TensorId>& outputs)
{
    const BlockType* type = findBlockType(block.type);
    if (type == nullptr) {
        std::vector<std::string> known;
        for (const BlockType& candidate : blockTypes())
            known.emplace_back(candidate.name);
        return BlockTrouble{"", "there is no such block" + nearestHint(block.type, known)};
    }
    if (std::optional<BlockTrouble> trouble = checkSettings(*type, block))
        return trouble;
    const Result<Flow> flow = block.from.empty() ? Result<Flow>{flows.readLast()} : flows.read(block.from);
    if (!flow.ok())
        return BlockTrouble{"from", flow.error().message};
    BlockScope scope{*type, block, graph, flows, flow.value()};
    if (std::optional<BlockTrouble> trouble = type->build(scope))
        return trouble;
    flows.addBlock(block.name, scope.flow());
    outputs.insert(outputs.end(), scope.outputs().begin(), scope.outputs().end());
    return std::nullopt;
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

const BlockSettingType* findBlockSetting(const BlockType& type, std::string_view name)
{
    const auto found = std::find_if(type.settings.begin(), type.settings.end(),
                                    [name](const BlockSettingType& setting) { return setting.name == name; });
    return found == type.settings.end() ? nullptr : &*found;
}

bool isNameList(std::string_view block, std::string_view setting)
{
    const BlockType* type = findBlockType(block);
    const BlockSettingType* found = type != nullptr ? findBlockSetting(*type, setting) : nullptr;
    return found != nullptr && found->kind == SettingKind::NameList;
}

BuiltNetwork buildBlocks(const NetworkSpec& spec)
{
    BuiltNetwork built;
    GraphBuilder graph{spec.name, "blocks"};
    for (const auto& [size, value] : spec.defaults)
        graph.setDefault(size, value);
    BlockFlows flows;
    if (std::optional<BlockTrouble> trouble = addInputs(spec, graph, flows)) {
        built.trouble = SpecTrouble{{}, *std::move(trouble)};
        return built;
    }
    std::vector<TensorId> beside; // results of blocks that do not flow on
    for (std::size_t index = 0; index < spec.blocks.size(); ++index) {
        const std::size_t firstLayer = graph.layerCount();
        if (std::optional<BlockTrouble> trouble = addBlock(spec.blocks[index], graph, flows, beside)) {
            built.trouble = SpecTrouble{index, *std::move(trouble)};
            break;
        }
        built.blocks.push_back({firstLayer, graph.layerCount(), flows.last()});
    }
    std::vector<TensorId> outputs = flows.unread();
    outputs.insert(outputs.end(), beside.begin(), beside.end());
    built.source = graph.take(std::move(outputs));
    built.source.spec = std::make_shared<const NetworkSpec>(spec);
    return built;
}

Result<NetworkSource> buildNetwork(const NetworkSpec& spec)
{
    BuiltNetwork built = buildBlocks(spec);
    if (built.trouble)
        return errorOf(spec, *built.trouble);
    return std::move(built.source);
}

} // namespace waferscope
