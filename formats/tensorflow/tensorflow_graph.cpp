#include "formats/tensorflow/tensorflow_graph.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace waferscope {

namespace {

constexpr std::int64_t kMostValues = 4096; ///< of a tensor whose numbers are kept: shapes depend on them
constexpr std::uint32_t kMostContent = kMostValues * 8; ///< bytes

struct TypeRow {
    std::int64_t number;
    DataType type;
};

constexpr TypeRow kTypes[] = {
    {1, DataType::Float32}, {2, DataType::Float64},   {3, DataType::Int32},       {4, DataType::UInt8},
    {5, DataType::Int16},   {6, DataType::Int8},      {7, DataType::String},      {9, DataType::Int64},
    {10, DataType::Bool},   {14, DataType::BFloat16}, {17, DataType::UInt16},     {19, DataType::Float16},
    {22, DataType::UInt32}, {23, DataType::UInt64},   {24, DataType::SmallFloat}, {25, DataType::SmallFloat},
};

/// Calls `read` with the tag of each field of a message.
template <typename Read>
bool eachField(WireReader& in, Read read)
{
    while (in.hasMore()) {
        std::uint32_t tag = 0;
        if (!in.readTag(tag) || !read(tag))
            return false;
    }
    return true;
}

/// Whether a tag is of a field that has a length.
bool isLong(std::uint32_t tag)
{
    return (tag & 7) == kWireLength;
}

bool readText(WireReader& in, std::uint32_t tag, std::string& text)
{
    std::uint32_t length = 0;
    return isLong(tag) ? in.readLength(length) && in.readBytes(length, text) : in.skip(tag);
}

bool readWhole(WireReader& in, std::uint32_t tag, std::int64_t& number)
{
    std::uint64_t value = 0;
    if (isLong(tag))
        return in.skip(tag);
    const bool isRead = in.readNumber(tag, value);
    number = static_cast<std::int64_t>(value);
    return isRead;
}

/// Numbers one by one or packed, as bits of 4 or 8 bytes or as varints; as many as are of interest.
bool readNumbers(WireReader& in, std::uint32_t tag, std::uint32_t wire, std::vector<std::uint64_t>& numbers)
{
    const auto one = [&](std::uint32_t kind) {
        std::uint64_t value = 0;
        if (!in.readNumber(kind, value))
            return false;
        if (numbers.size() <= kMostValues)
            numbers.push_back(value);
        return true;
    };
    if (!isLong(tag))
        return one(tag);
    std::uint32_t length = 0;
    if (!in.readLength(length))
        return false;
    if (length > kMostContent) // weights
        return in.skipBytes(length);
    return in.enter(length, [&] {
        while (in.hasMore())
            if (!one(wire))
                return false;
        return true;
    });
}

bool readShape(WireReader& in, TfShape& shape)
{
    constexpr std::size_t kMostAxes = 64;
    shape.emplace();
    return eachField(in, [&](std::uint32_t tag) {
        std::int64_t flag = 0;
        if (tag >> 3 == 3) { // unknown_rank
            const bool isRead = readWhole(in, tag, flag);
            if (flag != 0)
                shape.reset();
            return isRead;
        }
        if (tag >> 3 != 2 || !isLong(tag))
            return in.skip(tag);
        std::int64_t extent = 0; // as protobuf leaves zeros out
        const bool isRead = in.enter([&] {
            return eachField(in, [&](std::uint32_t inner) {
                return inner >> 3 == 1 ? readWhole(in, inner, extent) : in.skip(inner);
            });
        });
        if (shape && shape->size() < kMostAxes)
            shape->push_back(extent);
        return isRead;
    });
}

/// The numbers of a tensor as the fields of a TensorProto have them.
struct TensorNumbers {
    std::string content; ///< as in memory
    std::vector<std::uint64_t> whole; ///< int_val, int64_val, bool_val ...
    std::vector<double> real; ///< float_val, double_val
};

/// The elements of tensor_content, if their kind is one that shapes are made of.
void unpack(TensorNumbers& numbers, DataType type)
{
    const auto size = static_cast<std::size_t>(sizeOf(type).count());
    const bool isWhole = type == DataType::Int32 || type == DataType::Int64 || type == DataType::Bool;
    const bool isReal = type == DataType::Float32 || type == DataType::Float64;
    if (numbers.content.empty() || size == 0 || (!isWhole && !isReal))
        return;
    for (std::size_t at = 0; at + size <= numbers.content.size(); at += size) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, numbers.content.data() + at, size);
        if (isWhole)
            numbers.whole.push_back(
                type == DataType::Int32 ? static_cast<std::uint64_t>(static_cast<std::int32_t>(bits)) : bits);
        else
            numbers.real.push_back(type == DataType::Float32
                                       ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                                       : std::bit_cast<double>(bits));
    }
}

/// The last number given stands for all that follow it.
template <typename To, typename From>
std::optional<std::vector<To>> filledUp(const std::vector<From>& given, std::int64_t count)
{
    if (count > kMostValues || static_cast<std::int64_t>(given.size()) > count || (given.empty() && count > 0))
        return std::nullopt;
    std::vector<To> values;
    values.reserve(static_cast<std::size_t>(count));
    for (const From value : given)
        values.push_back(static_cast<To>(value));
    if (!values.empty())
        values.resize(static_cast<std::size_t>(count), values.back());
    return values;
}

void setNumbers(Tensor& tensor, TensorNumbers& numbers, const TfShape& shape)
{
    Shape extents = shape.value_or(Shape{});
    tensor.declared.assign(extents.begin(), extents.end());
    const auto count = checkedElementCount(extents);
    unpack(numbers, tensor.type);
    if (!count || *count > kMostValues)
        return;
    if (isFloat(tensor.type))
        tensor.reals = filledUp<double>(numbers.real, *count);
    else
        tensor.integers = filledUp<std::int64_t>(numbers.whole, *count);
    // Zeros may be left out.
    if (!tensor.integers && !isFloat(tensor.type) && numbers.whole.empty() && numbers.content.empty()
        && tensor.type != DataType::String && tensor.type != DataType::Other)
        tensor.integers.emplace(static_cast<std::size_t>(*count), 0);
}

bool readTensor(WireReader& in, Tensor& tensor)
{
    TensorNumbers numbers;
    TfShape shape;
    tensor.role = TensorRole::Constant;
    tensor.type = DataType::Other;
    std::vector<std::uint64_t> bits;
    const bool isRead = eachField(in, [&](std::uint32_t tag) {
        const std::uint32_t field = tag >> 3;
        std::int64_t type = 0;
        if (field == 1) {
            const bool ok = readWhole(in, tag, type);
            tensor.type = tfTypeOf(type);
            return ok;
        }
        if (field == 2 && isLong(tag))
            return in.enter([&] { return readShape(in, shape); });
        if (field == 4 && isLong(tag)) {
            std::uint32_t length = 0;
            if (!in.readLength(length))
                return false;
            return length > kMostContent ? in.skipBytes(length) : in.readBytes(length, numbers.content);
        }
        if (field == 7 || field == 10 || field == 11)
            return readNumbers(in, tag, kWireVarint, numbers.whole);
        if (field != 5 && field != 6)
            return in.skip(tag);
        bits.clear();
        const bool ok = readNumbers(in, tag, field == 5 ? kWireFourBytes : kWireEightBytes, bits);
        for (const std::uint64_t value : bits)
            if (numbers.real.size() <= kMostValues)
                numbers.real.push_back(
                    field == 5 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(value)))
                               : std::bit_cast<double>(value));
        return ok;
    });
    setNumbers(tensor, numbers, shape);
    return isRead;
}

/// NameAttrList: the name of a function.
bool readFunctionName(WireReader& in, std::string& name)
{
    return in.enter([&] {
        return eachField(in, [&](std::uint32_t tag) { return tag >> 3 == 1 ? readText(in, tag, name) : in.skip(tag); });
    });
}

/// AttrValue.list: its whole numbers, its shapes and its functions.
bool readList(WireReader& in, TfAttribute& attribute)
{
    return eachField(in, [&](std::uint32_t tag) {
        const std::uint32_t field = tag >> 3;
        if (field == 3 || field == 5 || field == 6) {
            std::vector<std::uint64_t> numbers;
            const bool isRead = readNumbers(in, tag, kWireVarint, numbers);
            attribute.list.reserve(attribute.list.size() + numbers.size());
            for (const std::uint64_t number : numbers)
                attribute.list.push_back(static_cast<std::int64_t>(number));
            return isRead;
        }
        if (field == 9 && isLong(tag))
            return readFunctionName(in, attribute.functions.emplace_back());
        if (field != 7 || !isLong(tag))
            return in.skip(tag);
        TfShape shape;
        const bool isRead = in.enter([&] { return readShape(in, shape); });
        attribute.shapes.push_back(std::move(shape));
        return isRead;
    });
}

bool readAttribute(WireReader& in, TfAttribute& attribute)
{
    return eachField(in, [&](std::uint32_t tag) {
        const std::uint32_t field = tag >> 3;
        std::uint64_t bits = 0;
        switch (field) {
        case 1: return isLong(tag) ? in.enter([&] { return readList(in, attribute); }) : in.skip(tag);
        case 2: return readText(in, tag, attribute.text.emplace());
        case 3:
        case 5:
        case 6: return readWhole(in, tag, attribute.number.emplace());
        case 4:
            if (isLong(tag) || !in.readNumber(tag, bits))
                return isLong(tag) && in.skip(tag);
            attribute.real = static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
            return true;
        case 7: return isLong(tag) ? in.enter([&] { return readShape(in, attribute.shape); }) : in.skip(tag);
        case 8:
            return isLong(tag) ? in.enter([&] { return readTensor(in, attribute.tensor.emplace()); }) : in.skip(tag);
        case 10: return isLong(tag) ? readFunctionName(in, attribute.function) : in.skip(tag);
        default: return in.skip(tag);
        }
    });
}

/// A map's entry: the key is field 1, and `value` reads field 2.
template <typename Value>
bool readEntry(WireReader& in, std::string& key, Value value)
{
    return eachField(in, [&](std::uint32_t tag) {
        if (tag >> 3 == 1)
            return readText(in, tag, key);
        return tag >> 3 == 2 && isLong(tag) ? in.enter(value) : in.skip(tag);
    });
}

bool readNode(WireReader& in, TfNode& node)
{
    return eachField(in, [&](std::uint32_t tag) {
        switch (tag >> 3) {
        case 1: return readText(in, tag, node.name);
        case 2: return readText(in, tag, node.op);
        case 3: return readText(in, tag, node.inputs.emplace_back());
        case 5:
            if (!isLong(tag))
                return in.skip(tag);
            return in.enter([&] {
                std::string key;
                TfAttribute attribute;
                const bool isRead = readEntry(in, key, [&] { return readAttribute(in, attribute); });
                node.attributes.insert_or_assign(std::move(key), std::move(attribute));
                return isRead;
            });
        default: return in.skip(tag);
        }
    });
}

/// OpDef: the names of the arguments.
bool readInterface(WireReader& in, std::string& name, std::vector<std::string>& inputs,
                   std::vector<std::string>& outputs)
{
    const auto argument = [&in](std::vector<std::string>& names) {
        names.emplace_back();
        return in.enter([&] {
            return eachField(
                in, [&](std::uint32_t tag) { return tag >> 3 == 1 ? readText(in, tag, names.back()) : in.skip(tag); });
        });
    };
    return eachField(in, [&](std::uint32_t tag) {
        if (tag >> 3 == 1)
            return readText(in, tag, name);
        if (isLong(tag) && (tag >> 3 == 2 || tag >> 3 == 3))
            return argument(tag >> 3 == 2 ? inputs : outputs);
        return in.skip(tag);
    });
}

bool readFunction(WireReader& in, TfModel& model)
{
    TfFunction function;
    std::string name;
    std::vector<std::string> outputs;
    std::map<std::string, std::string> results;
    const bool isRead = eachField(in, [&](std::uint32_t tag) {
        if (!isLong(tag))
            return in.skip(tag);
        if (tag >> 3 == 1)
            return in.enter([&] { return readInterface(in, name, function.inputs, outputs); });
        if (tag >> 3 == 3)
            return in.enter([&] { return readNode(in, function.nodes.emplace_back()); });
        if (tag >> 3 != 4)
            return in.skip(tag);
        return in.enter([&] {
            std::string key;
            std::string value;
            const bool ok = eachField(in, [&](std::uint32_t inner) {
                return inner >> 3 == 1 ? readText(in, inner, key)
                    : inner >> 3 == 2  ? readText(in, inner, value)
                                       : in.skip(inner);
            });
            results.insert_or_assign(std::move(key), std::move(value));
            return ok;
        });
    });
    for (const std::string& output : outputs)
        function.outputs.push_back(results[output]);
    model.functions.insert_or_assign(std::move(name), std::move(function));
    return isRead;
}

bool readNamedTensor(WireReader& in, TfNamedTensor& tensor)
{
    return eachField(in, [&](std::uint32_t tag) {
        if (tag >> 3 == 1)
            return readText(in, tag, tensor.tensor);
        return tag >> 3 == 3 && isLong(tag) ? in.enter([&] { return readShape(in, tensor.shape); }) : in.skip(tag);
    });
}

bool readSignature(WireReader& in, TfSignature& signature)
{
    return eachField(in, [&](std::uint32_t tag) {
        if (!isLong(tag) || (tag >> 3 != 1 && tag >> 3 != 2))
            return in.skip(tag);
        return in.enter([&] {
            std::string key;
            TfNamedTensor tensor;
            const bool isRead = readEntry(in, key, [&] { return readNamedTensor(in, tensor); });
            (tag >> 3 == 1 ? signature.inputs : signature.outputs).insert_or_assign(std::move(key), std::move(tensor));
            return isRead;
        });
    });
}

/// SavedObjectGraph: which variables are trained.
bool readObjects(WireReader& in, TfModel& model)
{
    const auto variable = [&] {
        std::string name;
        std::int64_t trainable = 0;
        const bool isRead = eachField(in, [&](std::uint32_t tag) {
            return tag >> 3 == 3 ? readWhole(in, tag, trainable)
                : tag >> 3 == 6  ? readText(in, tag, name)
                                 : in.skip(tag);
        });
        model.trainable.insert_or_assign(std::move(name), trainable != 0);
        return isRead;
    };
    return eachField(in, [&](std::uint32_t tag) {
        if (tag >> 3 != 1 || !isLong(tag))
            return in.skip(tag);
        return in.enter([&] {
            return eachField(in, [&](std::uint32_t inner) {
                return inner >> 3 == 7 && isLong(inner) ? in.enter(variable) : in.skip(inner);
            });
        });
    });
}

bool readMetaGraph(WireReader& in, TfModel& model)
{
    return eachField(in, [&](std::uint32_t tag) {
        if (!isLong(tag))
            return in.skip(tag);
        switch (tag >> 3) {
        case 2: return in.enter([&] { return readTfGraph(in, model); });
        case 5:
            return in.enter([&] {
                std::string key;
                TfSignature signature;
                const bool isRead = readEntry(in, key, [&] { return readSignature(in, signature); });
                model.signatures.insert_or_assign(std::move(key), std::move(signature));
                return isRead;
            });
        case 7: return in.enter([&] { return readObjects(in, model); });
        default: return in.skip(tag);
        }
    });
}

} // namespace

DataType tfTypeOf(std::int64_t number)
{
    constexpr std::int64_t kReference = 100; // added for variables of TensorFlow 1
    const auto* row = std::find_if(std::begin(kTypes), std::end(kTypes), [number](const TypeRow& known) {
        return known.number == number || known.number + kReference == number;
    });
    return row == std::end(kTypes) ? DataType::Other : row->type;
}

bool readTfGraph(WireReader& in, TfModel& model)
{
    return eachField(in, [&](std::uint32_t tag) {
        if (tag >> 3 == 1 && isLong(tag))
            return in.enter([&] { return readNode(in, model.nodes.emplace_back()); });
        if (tag >> 3 != 2 || !isLong(tag))
            return in.skip(tag);
        return in.enter([&] { // the library
            return eachField(in, [&](std::uint32_t inner) {
                return inner >> 3 == 1 && isLong(inner) ? in.enter([&] { return readFunction(in, model); })
                                                        : in.skip(inner);
            });
        });
    });
}

bool readTfSavedModel(WireReader& in, TfModel& model)
{
    bool isFirst = true; // further graphs are the same network for other uses
    return eachField(in, [&](std::uint32_t tag) {
        if (tag >> 3 != 2 || !isLong(tag) || !isFirst)
            return in.skip(tag);
        isFirst = false;
        return in.enter([&] { return readMetaGraph(in, model); });
    });
}

} // namespace waferscope
