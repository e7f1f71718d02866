#include "formats/torch/torch_values.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace waferscope {

namespace {

struct ScalarType {
    std::int64_t number;
    std::string_view name;
    DataType type;
};

constexpr ScalarType kScalarTypes[] = {
    {1, "BYTE", DataType::UInt8},
    {2, "CHAR", DataType::Int8},
    {3, "SHORT", DataType::Int16},
    {4, "INT", DataType::Int32},
    {5, "LONG", DataType::Int64},
    {6, "HALF", DataType::Float16},
    {7, "FLOAT", DataType::Float32},
    {8, "DOUBLE", DataType::Float64},
    {12, "BOOL", DataType::Bool},
    {28, "UINT16", DataType::UInt16},
    {13, "BFLOAT16", DataType::BFloat16},
    {29, "FLOAT8E4M3FN", DataType::SmallFloat},
    {30, "FLOAT8E5M2", DataType::SmallFloat},
    {31, "FLOAT8E4M3FNUZ", DataType::SmallFloat},
    {32, "FLOAT8E5M2FNUZ", DataType::SmallFloat},
};

bool isWordLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// "Symbol('s0', positive=True)" as "s0" and "Integer(2)" as "2", wherever they stand: newer versions write expressions
/// so.
std::string plainExpression(std::string_view text)
{
    constexpr std::string_view kSymbol = "Symbol('";
    constexpr std::string_view kInteger = "Integer(";
    std::string plain;
    while (!text.empty()) {
        const bool isSymbol = text.starts_with(kSymbol);
        const bool isInteger = text.starts_with(kInteger);
        if (!isSymbol && !isInteger) {
            plain += text.front();
            text.remove_prefix(1);
            continue;
        }
        text.remove_prefix(isSymbol ? kSymbol.size() : kInteger.size());
        const std::size_t end = std::min(text.find(isSymbol ? '\'' : ')'), text.size());
        plain += text.substr(0, end);
        const std::size_t close = text.find(')');
        text.remove_prefix(close == std::string_view::npos ? text.size() : close + 1);
    }
    return plain;
}

std::optional<std::int64_t> hintOf(const nlohmann::json& expression)
{
    const nlohmann::json& hint = memberOf(expression, "hint");
    return wholeNumber(hint.is_object() ? *torchValueOf(hint).value : hint);
}

void addNames(const nlohmann::json& argument, std::vector<std::string>& names)
{
    const TorchValue value = torchValueOf(argument);
    const auto add = [&names](const nlohmann::json& named, const char* key) {
        if (const std::string name = textOf(named, key); !name.empty())
            names.push_back(name);
    };
    if (value.kind == "as_tensor")
        add(*value.value, "name");
    else if (value.kind == "as_sym_int")
        add(*value.value, "as_name");
    else if (value.kind == "as_tensors" && value.value->is_array())
        for (const nlohmann::json& entry : *value.value)
            add(entry, "name");
    else if (value.kind == "as_optional_tensors" && value.value->is_array())
        for (const nlohmann::json& entry : *value.value)
            add(*torchValueOf(entry).value, "name");
    else if (value.kind == "as_optional_tensor")
        add(*torchValueOf(*value.value).value, "name");
    else if (value.kind == "as_sym_ints" && value.value->is_array())
        for (const nlohmann::json& entry : *value.value)
            add(entry, "as_name");
}

} // namespace

TorchValue torchValueOf(const nlohmann::json& json)
{
    if (json.is_object()) {
        const std::string stated = textOf(json, "$type");
        if (!stated.empty())
            return {stated, &memberOf(json, "$value")};
        for (const auto& [key, value] : json.items())
            if (key.starts_with("as_") && !value.is_null())
                return {key, &value};
    }
    return {{}, &memberOf(json, "")};
}

std::vector<std::string> torchNamesIn(const nlohmann::json& argument)
{
    std::vector<std::string> names;
    addNames(argument, names);
    return names;
}

bool isTorchSymbol(std::string_view text)
{
    return !text.empty() && (text[0] < '0' || text[0] > '9') && std::all_of(text.begin(), text.end(), isWordLetter);
}

Extent torchExtentOf(const nlohmann::json& symInt)
{
    const TorchValue value = torchValueOf(symInt);
    if (const auto number = wholeNumber(value.kind.empty() ? symInt : *value.value))
        return *number;
    return plainExpression(textOf(*value.value, "expr_str"));
}

DataType torchTypeOf(const nlohmann::json& scalarType)
{
    const auto number = wholeNumber(scalarType);
    const std::string name = scalarType.is_string() ? scalarType.get<std::string>() : std::string{};
    for (const ScalarType& known : kScalarTypes)
        if (known.number == number || known.name == name)
            return known.type;
    return DataType::Other;
}

TorchTensor torchTensorOf(const nlohmann::json& meta)
{
    TorchTensor tensor;
    if (!meta.is_object())
        return tensor;
    const nlohmann::json& inner = memberOf(meta, "meta").is_object() ? memberOf(meta, "meta") : meta; // version 1
    tensor.type = torchTypeOf(memberOf(inner, "dtype"));
    const nlohmann::json& trained = memberOf(inner, "requires_grad");
    tensor.isTrained = trained.is_boolean() && trained.get<bool>();
    const nlohmann::json& sizes = memberOf(inner, "sizes");
    if (!sizes.is_array())
        return tensor;
    for (const nlohmann::json& size : sizes) {
        Extent extent = torchExtentOf(size);
        if (const auto* name = std::get_if<std::string>(&extent)) {
            tensor.hasExpressions = tensor.hasExpressions || !isTorchSymbol(*name);
            if (const auto hint = hintOf(*torchValueOf(size).value))
                tensor.hints.emplace(*name, *hint);
        }
        tensor.shape.push_back(std::move(extent));
    }
    return tensor;
}

} // namespace waferscope
