#include "core/blocks/spec_edits.h"

#include "core/base/check.h"
#include "core/blocks/block_starts.h"

#include <algorithm>
#include <set>
#include <utility>

namespace waferscope {

namespace {

constexpr char kSpace = ' ';

/// Gives every name that blocks read from `first` on another one.
void renameSources(NetworkSpec& spec, std::size_t first, const std::string& before, const std::string& after)
{
    for (std::size_t at = first; at < spec.blocks.size(); ++at) {
        BlockSpec& block = spec.blocks[at];
        if (block.from == before)
            block.from = after;
        const auto with = block.settings.find(std::string{kWithSetting});
        if (with == block.settings.end())
            continue;
        std::vector<std::string> names = namesIn(with->second.text);
        std::replace(names.begin(), names.end(), before, after);
        with->second.text = listOf(names);
    }
}

bool isRead(const NetworkSpec& spec, std::size_t block)
{
    for (std::size_t reader = block + 1; reader < spec.blocks.size(); ++reader) {
        const std::vector<BlockPlace> sources = sourcesOf(spec, reader);
        if (std::find(sources.begin(), sources.end(), BlockPlace{BlockPlace::Kind::Block, block}) != sources.end())
            return true;
    }
    return false;
}

/// The name by which others read a place; a block without one gets one.
std::string nameAt(NetworkSpec& spec, BlockPlace place)
{
    if (place.kind == BlockPlace::Kind::Input)
        return spec.inputs[place.index].name;
    BlockSpec& block = spec.blocks[place.index];
    if (block.name.empty())
        block.name = freeName(spec, block.type);
    return block.name;
}

std::optional<BlockPlace> findPlace(const NetworkSpec& spec, std::size_t before, const std::string& name)
{
    for (std::size_t block = before; block-- > 0;)
        if (spec.blocks[block].name == name)
            return BlockPlace{BlockPlace::Kind::Block, block};
    for (std::size_t input = 0; input < spec.inputs.size(); ++input)
        if (spec.inputs[input].name == name)
            return BlockPlace{BlockPlace::Kind::Input, input};
    return std::nullopt;
}

void removeOne(NetworkSpec& spec, std::size_t at)
{
    const std::vector<BlockPlace> sources = sourcesOf(spec, at);
    if (!sources.empty() && isRead(spec, at)) {
        const BlockSpec& removed = spec.blocks[at];
        if (!removed.name.empty())
            renameSources(spec, at + 1, removed.name, nameAt(spec, sources.front()));
        const bool flowsOn = at + 1 < spec.blocks.size() && spec.blocks[at + 1].from.empty();
        if (flowsOn && !spec.blocks[at].from.empty())
            spec.blocks[at + 1].from = spec.blocks[at].from;
    }
    spec.blocks.erase(spec.blocks.begin() + static_cast<std::ptrdiff_t>(at));
}

std::set<std::string> takenNames(const NetworkSpec& spec)
{
    std::set<std::string> taken;
    for (const BlockSpec& block : spec.blocks)
        taken.insert(block.name);
    for (const InputSpec& input : spec.inputs)
        taken.insert(input.name);
    return taken;
}

std::string freeNameAmong(const std::set<std::string>& taken, std::string_view wish)
{
    std::string name{wish};
    if (!taken.contains(name))
        return name;
    const std::size_t stem = wish.find_last_not_of("0123456789") + 1;
    for (std::size_t number = 2; taken.contains(name); ++number)
        name = std::string{wish.substr(0, stem)} + std::to_string(number);
    return name;
}

void sortOnce(std::vector<std::size_t>& places)
{
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
}

} // namespace

std::string freeName(const NetworkSpec& spec, std::string_view wish)
{
    return freeNameAmong(takenNames(spec), wish);
}

BlockSpec newBlock(const NetworkSpec& spec, const BlockType& type, const Incoming& incoming)
{
    BlockSpec block;
    block.type = type.name;
    block.name = freeName(spec, type.name);
    for (const BlockSettingType& setting : type.settings)
        if (setting.fallback.empty() && setting.name != kWithSetting)
            block.settings[std::string{setting.name}] = {startingText(spec, type, setting, incoming.features), 0};
    if (type.name == "norm" && incoming.isPicture)
        block.settings["kind"] = {"batch", 0}; // the only one that pictures have
    return block;
}

std::size_t countName(const NetworkSpec& spec, const std::string& name)
{
    const auto has = [&name](const auto& item) { return item.name == name; };
    return static_cast<std::size_t>(std::count_if(spec.blocks.begin(), spec.blocks.end(), has)
                                    + std::count_if(spec.inputs.begin(), spec.inputs.end(), has));
}

bool isNamed(const NetworkSpec& spec, const std::string& name)
{
    return !name.empty() && std::any_of(spec.blocks.begin(), spec.blocks.end(), [&name](const BlockSpec& block) {
        const auto with = block.settings.find(std::string{kWithSetting});
        const std::vector<std::string> names =
            with == block.settings.end() ? std::vector<std::string>{} : namesIn(with->second.text);
        return block.from == name || std::find(names.begin(), names.end(), name) != names.end();
    });
}

NetworkSpec withInserted(NetworkSpec spec, std::size_t at, BlockSpec block)
{
    WAFERSCOPE_CHECK(at <= spec.blocks.size());
    spec.blocks.insert(spec.blocks.begin() + static_cast<std::ptrdiff_t>(at), std::move(block));
    return spec;
}

NetworkSpec withRemoved(NetworkSpec spec, std::vector<std::size_t> blocks)
{
    sortOnce(blocks);
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block)
        removeOne(spec, *block);
    return spec;
}

NetworkSpec withDuplicated(NetworkSpec spec, std::vector<std::size_t> blocks)
{
    sortOnce(blocks);
    if (blocks.empty())
        return spec;
    std::set<std::string> taken = takenNames(spec);
    NetworkSpec copies;
    for (const std::size_t at : blocks)
        copies.blocks.push_back(spec.blocks[at]);
    for (std::size_t at = 0; at < blocks.size(); ++at) {
        const std::string before = copies.blocks[at].name;
        copies.blocks[at].name = freeNameAmong(taken, before.empty() ? copies.blocks[at].type : before);
        taken.insert(copies.blocks[at].name);
        if (!before.empty())
            renameSources(copies, at + 1, before, copies.blocks[at].name);
    }
    spec.blocks.insert(spec.blocks.begin() + static_cast<std::ptrdiff_t>(blocks.back()) + 1, copies.blocks.begin(),
                       copies.blocks.end());
    return spec;
}

NetworkSpec withMoved(NetworkSpec spec, std::vector<std::size_t> blocks, std::size_t to)
{
    sortOnce(blocks);
    WAFERSCOPE_CHECK(to <= spec.blocks.size());
    std::vector<BlockSpec> moved;
    for (auto at = blocks.rbegin(); at != blocks.rend(); ++at) {
        moved.insert(moved.begin(), std::move(spec.blocks[*at]));
        spec.blocks.erase(spec.blocks.begin() + static_cast<std::ptrdiff_t>(*at));
        if (*at < to)
            --to;
    }
    spec.blocks.insert(spec.blocks.begin() + static_cast<std::ptrdiff_t>(to), std::make_move_iterator(moved.begin()),
                       std::make_move_iterator(moved.end()));
    return spec;
}

NetworkSpec withBlockRenamed(NetworkSpec spec, std::size_t block, const std::string& name)
{
    const std::string before = std::exchange(spec.blocks[block].name, name);
    if (!before.empty() && !name.empty())
        renameSources(spec, block + 1, before, name);
    return spec;
}

NetworkSpec withInputRenamed(NetworkSpec spec, std::size_t input, const std::string& name)
{
    const std::string before = std::exchange(spec.inputs[input].name, name);
    if (!before.empty())
        renameSources(spec, 0, before, name);
    return spec;
}

NetworkSpec withSetting(NetworkSpec spec, std::size_t block, const std::string& setting, const std::string& text)
{
    if (text.empty())
        spec.blocks[block].settings.erase(setting);
    else
        spec.blocks[block].settings[setting].text = text;
    return spec;
}

NetworkSpec withBranch(NetworkSpec spec, BlockPlace stem, BlockSpec block)
{
    const bool isInput = stem.kind == BlockPlace::Kind::Input;
    const std::size_t at = isInput ? 0 : stem.index + 1;
    block.from = nameAt(spec, stem);
    if (at < spec.blocks.size() && spec.blocks[at].from.empty())
        spec.blocks[at].from = isInput ? spec.inputs.front().name : block.from;
    return withInserted(std::move(spec), at, std::move(block));
}

NetworkSpec withJoin(NetworkSpec spec, std::size_t at, const std::vector<BlockPlace>& others, BlockSpec join)
{
    std::vector<std::string> names;
    names.reserve(others.size());
    for (const BlockPlace& other : others)
        names.push_back(nameAt(spec, other));
    join.settings[std::string{kWithSetting}].text = listOf(names);
    return withInserted(std::move(spec), at + 1, std::move(join));
}

std::vector<std::string> namesIn(std::string_view list)
{
    std::vector<std::string> names;
    while (!list.empty()) {
        const std::size_t space = std::min(list.find(kSpace), list.size());
        if (space > 0)
            names.emplace_back(list.substr(0, space));
        list.remove_prefix(std::min(space + 1, list.size()));
    }
    return names;
}

std::string listOf(const std::vector<std::string>& names)
{
    std::string list;
    for (const std::string& name : names)
        list.append(list.empty() ? "" : std::string{kSpace}).append(name);
    return list;
}

std::vector<BlockPlace> sourcesOf(const NetworkSpec& spec, std::size_t block)
{
    std::vector<BlockPlace> sources;
    const BlockSpec& reader = spec.blocks[block];
    if (!reader.from.empty()) {
        if (const std::optional<BlockPlace> place = findPlace(spec, block, reader.from))
            sources.push_back(*place);
    } else if (block > 0) {
        sources.push_back({BlockPlace::Kind::Block, block - 1});
    } else if (!spec.inputs.empty()) {
        sources.push_back({BlockPlace::Kind::Input, 0});
    }
    const auto with = reader.settings.find(std::string{kWithSetting});
    if (with == reader.settings.end())
        return sources;
    for (const std::string& name : namesIn(with->second.text))
        if (const std::optional<BlockPlace> place = findPlace(spec, block, name))
            sources.push_back(*place);
    return sources;
}

} // namespace waferscope
