#include "formats/networks/gallery.h"

#include "core/base/foreign_text.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"
#include "core/blocks/blocks.h"
#include "formats/base/checked_yaml.h"
#include "formats/base/resources.h"

#include <algorithm>
#include <charconv>

namespace waferscope {

namespace {

constexpr std::string_view kFolder = "gallery";
constexpr std::string_view kEnding = ".yaml";

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

Result<DataType> readType(const CheckedMap& input)
{
    WAFERSCOPE_TRY(const std::string name, input.text("type"));
    if (name == "float32")
        return DataType::Float32;
    if (name == "int32")
        return DataType::Int32;
    return input.error("type", "expected float32 or int32, not " + inQuotes(name) + ".");
}

/// Extents are numbers of at least 1, or names.
Result<SymbolicShape> readShape(const CheckedMap& input)
{
    WAFERSCOPE_TRY(const std::vector<std::string> texts, input.texts("shape"));
    SymbolicShape shape;
    for (const std::string& text : texts) {
        const std::optional<std::int64_t> number = wholeNumber(text);
        if (text.empty() || (number && *number < 1))
            return input.error("shape", "expected numbers of at least 1 and names of sizes.");
        shape.push_back(number ? Extent{*number} : Extent{text});
    }
    return shape;
}

Result<InputSpec> readInput(const CheckedMap& map)
{
    InputSpec input;
    WAFERSCOPE_TRY(input.name, map.text("name"));
    if (input.name.empty())
        return map.error("name", "expected a name.");
    WAFERSCOPE_TRY(input.type, readType(map));
    WAFERSCOPE_TRY(input.shape, readShape(map));
    if (const std::optional<Error> unknown = map.unknownKey())
        return *unknown;
    return input;
}

/// Every key but `block`, `name` and `from` is a setting, checked by the block type.
Result<BlockSpec> readBlock(const CheckedMap& map)
{
    BlockSpec block;
    block.line = map.line("block");
    WAFERSCOPE_TRY(block.type, map.text("block"));
    for (const std::string& key : map.keys()) {
        WAFERSCOPE_TRY(const std::vector<std::string> texts, map.texts(key));
        // Names may have the '-' that joins numbers.
        const char* const between = isNameList(block.type, key) ? " " : "-";
        std::string joined;
        for (const std::string& text : texts)
            joined += (joined.empty() ? "" : between) + text;
        if (key == "name")
            block.name = joined;
        else if (key == "from")
            block.from = joined;
        else if (key != "block")
            block.settings[key] = {joined, map.line(key)};
    }
    return block;
}

Result<Dimensions> readSizes(const CheckedMap& root)
{
    Dimensions sizes;
    if (!root.has("sizes"))
        return sizes;
    WAFERSCOPE_TRY(const CheckedMap map, root.map("sizes"));
    for (const std::string& key : map.keys()) {
        WAFERSCOPE_TRY(const std::int64_t value, map.integer(key));
        if (value < 1)
            return map.error(key, "expected a number of at least 1.");
        sizes[key] = value;
    }
    return sizes;
}

template <typename Item>
Result<std::vector<Item>> readList(const CheckedMap& root, const char* key, Result<Item> (*read)(const CheckedMap&))
{
    WAFERSCOPE_TRY(const std::vector<CheckedMap> maps, root.list(key));
    std::vector<Item> items;
    for (const CheckedMap& map : maps) {
        WAFERSCOPE_TRY(Item item, read(map));
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace

Result<NetworkSpec> readNetworkSpec(std::string_view text, const std::string& file, const std::string& name)
{
    WAFERSCOPE_TRY(const CheckedMap root, CheckedMap::parse(text, file));
    NetworkSpec spec;
    spec.name = validUtf8(name);
    spec.origin = file;
    WAFERSCOPE_TRY(spec.title, root.text("title"));
    WAFERSCOPE_TRY(spec.description, root.text("description"));
    WAFERSCOPE_TRY(spec.citation, root.text("citation"));
    WAFERSCOPE_TRY(spec.defaults, readSizes(root));
    WAFERSCOPE_TRY(spec.inputs, readList(root, "inputs", readInput));
    WAFERSCOPE_TRY(spec.blocks, readList(root, "blocks", readBlock));
    if (const std::optional<Error> unknown = root.unknownKey())
        return *unknown;
    return spec;
}

bool looksLikeNetworkSpec(const RootKeys& keys)
{
    return keys.has("blocks");
}

std::vector<std::string> galleryNames()
{
    std::vector<std::string> names;
    for (std::string_view path : resourcesIn(kFolder)) {
        path.remove_prefix(kFolder.size() + 1);
        if (path.ends_with(kEnding))
            names.emplace_back(path.substr(0, path.size() - kEnding.size()));
    }
    return names;
}

Result<NetworkSpec> gallerySpec(std::string_view name)
{
    const std::string path = std::string{kFolder} + "/" + std::string{name} + std::string{kEnding};
    const std::optional<std::string_view> text = resource(path);
    if (!text)
        return Error{ErrorCode::Usage,
                     "The gallery has no network " + inQuotes(name) + nearestHint(name, galleryNames())};
    return readNetworkSpec(*text, path, std::string{name});
}

} // namespace waferscope
