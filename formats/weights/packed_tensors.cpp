#include "formats/weights/packed_tensors.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace waferscope {

namespace {

using ByName = std::map<std::string_view, const StoredTensor*>;

/// The tensors of one layer: "PREFIX" and what follows it.
class PackedParts {
public:
    PackedParts(const ByName& all, std::string prefix)
        : m_all(all)
        , m_prefix(std::move(prefix))
    {
    }

    [[nodiscard]] const StoredTensor* find(std::string_view rest) const
    {
        const auto found = m_all.find(m_prefix + std::string{rest});
        return found == m_all.end() ? nullptr : found->second;
    }
    /// A part whose name goes on.
    [[nodiscard]] const StoredTensor* findStart(std::string_view rest) const
    {
        const std::string start = m_prefix + std::string{rest};
        const auto found = m_all.lower_bound(start);
        return found == m_all.end() || !found->first.starts_with(start) ? nullptr : found->second;
    }
    /// An extent of a part; zero when the part or the axis is absent.
    [[nodiscard]] std::int64_t extent(std::string_view rest, std::size_t axis) const
    {
        const StoredTensor* part = find(rest);
        return part != nullptr && axis < part->shape.size() ? part->shape[axis] : 0;
    }

private:
    const ByName& m_all;
    std::string m_prefix;
};

constexpr std::int64_t kWordBits = 32;
constexpr std::int64_t kLikelyBits = 4; ///< of a packed number where nothing tells

std::int64_t bitsOfElement(DataType type)
{
    return std::max<std::int64_t>(1, sizeOf(type).count()) * 8;
}

/// The shape with its last axis so many times as long.
std::optional<Shape> widened(Shape shape, std::int64_t factor)
{
    if (shape.empty() || __builtin_mul_overflow(shape.back(), factor, &shape.back()))
        return std::nullopt;
    return shape;
}

/// A matrix of words that hold numbers of `kLikelyBits` bits along its last axis.
std::optional<Shape> unpackedRows(const StoredTensor& packed)
{
    return widened(packed.shape, bitsOfElement(packed.type) / kLikelyBits);
}

std::optional<Shape> asStored(const PackedParts& /*parts*/, const StoredTensor& packed)
{
    return packed.shape;
}

std::optional<Shape> twoInAByte(const PackedParts& /*parts*/, const StoredTensor& packed)
{
    return widened(packed.shape, packed.type == DataType::UInt8 ? 2 : 1);
}

std::optional<Shape> unpackedWords(const PackedParts& /*parts*/, const StoredTensor& packed)
{
    return unpackedRows(packed);
}

/// GPTQ packs along the inputs, [inputs x bits / 32, outputs]; AWQ along the outputs, [inputs, outputs x bits / 32].
/// The scales have a column for every output.
std::optional<Shape> unpackedQweight(const PackedParts& parts, const StoredTensor& packed)
{
    if (packed.shape.size() != 2 || bitsOfElement(packed.type) != kWordBits)
        return packed.shape; // EETQ: bytes as they are
    const std::int64_t outputs = parts.extent("scales", 1);
    const std::int64_t columns = packed.shape[1];
    if (outputs > columns)
        return Shape{outputs, packed.shape[0]};
    const std::int64_t zeros = parts.extent("qzeros", 1);
    const std::int64_t bits = zeros > 0 && columns > 0 && zeros <= columns ? kWordBits * zeros / columns : kLikelyBits;
    const std::int64_t inputs = parts.extent("g_idx", 0);
    if (inputs > 0)
        return Shape{columns, inputs};
    return Shape{columns, packed.shape[0] * kWordBits / std::max<std::int64_t>(1, bits)};
}

/// MXFP4: [..., blocks, 16] bytes of two numbers each.
std::optional<Shape> unpackedBlocks(const PackedParts& /*parts*/, const StoredTensor& packed)
{
    Shape shape = packed.shape;
    if (shape.size() < 3)
        return std::nullopt;
    const std::int64_t bytes = shape.back();
    shape.pop_back();
    std::optional<Shape> inBytes = widened(std::move(shape), bytes);
    return inBytes ? widened(*std::move(inBytes), 2) : std::nullopt;
}

/// bitsandbytes: a column of bytes, and beside it what it was.
std::optional<Shape> unpackedColumn(const PackedParts& parts, const StoredTensor& packed)
{
    const std::int64_t elements = 2 * std::min(elementCount(packed.shape), kMostElements / 2);
    const StoredTensor* state = parts.findStart("weight.quant_state.");
    if (state != nullptr && state->stated && elementCount(*state->stated) == elements)
        return state->stated;
    return Shape{elements, 1, 1};
}

/// How one library packs: what its packed tensor's name ends in, what else must be there, what comes of it.
struct PackedForm {
    std::string_view packed;
    std::string_view witness; ///< an end of name, or its beginning where it ends in '.'
    std::string_view stands; ///< end of the weight's name
    std::optional<DataType> type; ///< that it must have
    std::optional<Shape> (*shapeOf)(const PackedParts&, const StoredTensor&) = nullptr;
};

constexpr PackedForm kForms[] = {
    {"qweight", "scales", "weight", {}, unpackedQweight},
    {"qweight", "qzeros", "weight", {}, unpackedQweight},
    {"qweight", "weight_scales", "weight", {}, unpackedQweight},
    {"weight_packed", "weight_scale", "weight", {}, unpackedWords},
    {"weight", "weight.absmax", "weight", DataType::UInt8, unpackedColumn},
    {"weight", "weight.quant_map", "weight", DataType::UInt8, unpackedColumn},
    {"weight", "weight_scale_2", "weight", DataType::UInt8, twoInAByte},
    {"weight", "scales", "weight", DataType::UInt32, unpackedWords},
    {"weight", "SCB", "weight", DataType::Int8, asStored},
    {"weight", "weight_scale", "weight", DataType::Int8, asStored},
    {"weight", "weight_scale", "weight", DataType::SmallFloat, asStored},
    {"weight", "weight_scale_inv", "weight", {}, asStored},
    {"weight", "scale", "weight", DataType::SmallFloat, asStored},
    {"weight._data", "weight._scale", "weight", {}, asStored},
    {"_blocks", "_scales", "", DataType::UInt8, unpackedBlocks},
};

/// Ends of the names of what belongs to a packed weight and is not trained.
constexpr std::string_view kHelpers[] = {"qzeros",
                                         "scales",
                                         "scale",
                                         "biases",
                                         "g_idx",
                                         "SCB",
                                         "weight_format",
                                         "weight_scale",
                                         "weight_scales",
                                         "weight_scale_inv",
                                         "weight_scale_2",
                                         "weight_global_scale",
                                         "weight_zero_point",
                                         "weight_offset",
                                         "weight_g_idx",
                                         "weight_shape",
                                         "input_scale",
                                         "input_scale_inv",
                                         "input_global_scale",
                                         "input_zero_point",
                                         "output_scale",
                                         "activation_scale",
                                         "k_scale",
                                         "v_scale",
                                         "weight._scale",
                                         "weight._shift",
                                         "weight.absmax",
                                         "weight.quant_map",
                                         "weight.nested_absmax",
                                         "weight.nested_quant_map",
                                         "_scales"};
constexpr std::string_view kHelperStart = "weight.quant_state."; ///< bitsandbytes names the kind behind it

std::string prefixOf(const std::string& name, std::string_view ending)
{
    return name.substr(0, name.size() - ending.size());
}

/// Whether `ending` begins a part of its own at the end of `name`.
bool endsIn(const std::string& name, std::string_view ending)
{
    if (!name.ends_with(ending))
        return false;
    const std::size_t start = name.size() - ending.size();
    return start == 0 || ending.front() == '_' || name[start - 1] == '.';
}

/// The weight that a packed tensor stands for.
std::optional<StoredTensor> standsFor(const StoredTensor& tensor, const ByName& all, std::string& prefix)
{
    for (const PackedForm& form : kForms) {
        if (!endsIn(tensor.name, form.packed) || (form.type && *form.type != tensor.type))
            continue;
        prefix = prefixOf(tensor.name, form.packed);
        const PackedParts parts{all, prefix};
        if (parts.find(form.witness) == nullptr)
            continue;
        std::optional<Shape> shape = form.shapeOf(parts, tensor);
        if (shape && checkedElementCount(*shape))
            return StoredTensor{prefix + std::string{form.stands}, DataType::Float16, *std::move(shape)};
    }
    return std::nullopt;
}

bool isHelper(const StoredTensor& tensor, const std::set<std::string>& packedPrefixes)
{
    for (const std::string_view ending : kHelpers)
        if (endsIn(tensor.name, ending) && packedPrefixes.count(prefixOf(tensor.name, ending)) != 0)
            return true;
    const std::size_t start = tensor.name.rfind(kHelperStart);
    return start != std::string::npos && packedPrefixes.count(tensor.name.substr(0, start)) != 0;
}

} // namespace

UnpackedTensors unpackedTensors(std::vector<StoredTensor> tensors)
{
    ByName all;
    for (const StoredTensor& tensor : tensors)
        all.emplace(tensor.name, &tensor);
    UnpackedTensors result;
    std::set<std::string> packedPrefixes;
    std::vector<std::optional<StoredTensor>> weights;
    for (const StoredTensor& tensor : tensors) {
        std::string prefix;
        weights.push_back(standsFor(tensor, all, prefix));
        if (weights.back())
            packedPrefixes.insert(std::move(prefix));
    }
    for (std::size_t at = 0; at < tensors.size(); ++at) {
        if (weights[at])
            ++result.packed;
        else if (isHelper(tensors[at], packedPrefixes)) {
            ++result.helpers;
            continue;
        }
        result.tensors.push_back(weights[at] ? *std::move(weights[at]) : tensors[at]);
    }
    return result;
}

} // namespace waferscope
