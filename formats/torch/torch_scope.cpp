#include "formats/torch/torch_scope.h"

#include "core/base/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace waferscope {

namespace {

constexpr std::int64_t kMostNumber = std::int64_t{1} << 40; ///< of sizes and settings
constexpr std::size_t kMostList = 4096;

std::optional<std::int64_t> boundedNumber(const nlohmann::json& value)
{
    const auto number = wholeNumber(value);
    return number && *number >= -kMostNumber && *number <= kMostNumber ? number : std::nullopt;
}

} // namespace

TorchScope::TorchScope(TorchGraph& graph, const TorchFrame& frame, const nlohmann::json& node, std::string path,
                       std::string_view type)
    : m_graph(graph)
    , m_frame(frame)
    , m_node(node)
    , m_path(std::move(path))
    , m_type(type)
{
    const nlohmann::json& inputs = memberOf(node, "inputs");
    if (inputs.is_array())
        for (const nlohmann::json& input : inputs)
            for (const std::string& name : torchNamesIn(memberOf(input, "arg")))
                if (const auto found = frame.tensors.find(name); found != frame.tensors.end())
                    m_isActive = m_isActive || graph.active.count(found->second) != 0;
    const nlohmann::json& outputs = memberOf(node, "outputs");
    if (!outputs.is_array())
        return;
    for (const nlohmann::json& output : outputs)
        for (std::string& name : torchNamesIn(output))
            m_outputNames.push_back(std::move(name));
}

const nlohmann::json& TorchScope::argument(const char* key) const
{
    const nlohmann::json& inputs = memberOf(m_node, "inputs");
    if (inputs.is_array())
        for (const nlohmann::json& input : inputs)
            if (textOf(input, "name") == key)
                return memberOf(input, "arg");
    return memberOf(m_node, "");
}

bool TorchScope::has(const char* key) const
{
    const TorchValue value = torchValueOf(argument(key));
    return !value.kind.empty() && value.kind != "as_none";
}

std::optional<TensorId> TorchScope::find(const std::string& name)
{
    const auto found = m_frame.tensors.find(name);
    if (found != m_frame.tensors.end())
        return found->second;
    fail("reads " + inQuotes(name) + ", which nothing computes before it");
    return std::nullopt;
}

std::optional<TensorId> TorchScope::maybeTensor(const char* key)
{
    const std::vector<std::string> names = torchNamesIn(argument(key));
    return names.size() == 1 ? find(names.front()) : std::nullopt;
}

TensorId TorchScope::tensor(const char* key)
{
    if (const auto found = maybeTensor(key))
        return *found;
    fail(std::string{"has no tensor for "} + key);
    return integerOf("missing", 0);
}

std::vector<std::optional<TensorId>> TorchScope::tensors(const char* key)
{
    std::vector<std::optional<TensorId>> found;
    const TorchValue value = torchValueOf(argument(key));
    if (!value.value->is_array()) {
        found.emplace_back(maybeTensor(key));
        return found;
    }
    const bool isOptional = value.kind == "as_optional_tensors";
    for (const nlohmann::json& entry : *value.value) {
        const std::string name = textOf(isOptional ? *torchValueOf(entry).value : entry, "name");
        found.push_back(isOptional && name.empty() ? std::nullopt : find(name));
    }
    return found;
}

std::int64_t TorchScope::integer(const char* key, std::int64_t fallback) const
{
    return boundedNumber(*torchValueOf(argument(key)).value).value_or(fallback);
}

double TorchScope::real(const char* key, double fallback) const
{
    const nlohmann::json& value = *torchValueOf(argument(key)).value;
    return value.is_number() ? value.get<double>() : fallback;
}

bool TorchScope::says(const char* key, bool fallback) const
{
    const TorchValue value = torchValueOf(argument(key));
    return value.kind == "as_bool" && value.value->is_boolean() ? value.value->get<bool>() : fallback;
}

std::string TorchScope::text(const char* key) const
{
    const TorchValue value = torchValueOf(argument(key));
    return value.value->is_string() ? value.value->get<std::string>() : std::string{};
}

std::optional<std::vector<std::int64_t>> TorchScope::integers(const char* key) const
{
    const TorchValue value = torchValueOf(argument(key));
    std::vector<std::int64_t> numbers;
    if (!value.value->is_array()) {
        const auto only = boundedNumber(*value.value);
        return only ? std::optional{std::vector<std::int64_t>{*only}} : std::nullopt;
    }
    for (const nlohmann::json& entry : *value.value) {
        const auto number = boundedNumber(entry.is_object() ? *torchValueOf(entry).value : entry);
        if (!number || numbers.size() == kMostList)
            return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

std::vector<double> TorchScope::reals(const char* key) const
{
    const TorchValue value = torchValueOf(argument(key));
    std::vector<double> numbers;
    if (value.value->is_array())
        for (const nlohmann::json& entry : *value.value)
            if (entry.is_number())
                numbers.push_back(entry.get<double>());
    return numbers;
}

std::vector<std::int64_t> TorchScope::perAxis(const char* key, std::size_t axes, std::int64_t fallback)
{
    std::vector<std::int64_t> numbers = integers(key).value_or(std::vector<std::int64_t>{});
    if (numbers.empty())
        numbers.push_back(fallback);
    if (numbers.size() == 1)
        numbers.resize(axes, numbers.front());
    if (numbers.size() != axes)
        fail("must have " + std::to_string(axes) + " numbers for " + key);
    numbers.resize(axes, fallback);
    return numbers;
}

TensorId TorchScope::numberOf(const nlohmann::json& symInt)
{
    const TorchValue value = torchValueOf(symInt);
    if (const auto number = boundedNumber(value.kind.empty() ? symInt : *value.value))
        return integerOf("number", *number);
    const std::string name = value.value->is_string() ? value.value->get<std::string>() : textOf(symInt, "as_name");
    return find(name).value_or(TensorId{0});
}

TensorId TorchScope::sizes(const char* key)
{
    if (auto numbers = integers(key))
        return integersOf(key, std::move(*numbers));
    const nlohmann::json& list = *torchValueOf(argument(key)).value;
    if (!list.is_array() || list.empty() || list.size() > kMostList) {
        fail(std::string{"has no list of numbers for "} + key);
        return integersOf("missing", {});
    }
    std::vector<std::optional<TensorId>> parts;
    const TensorId axis = integersOf("axis", {0});
    for (const nlohmann::json& entry : list) {
        const TensorId number = numberOf(entry);
        if (m_trouble)
            return axis;
        parts.emplace_back(add("Unsqueeze", {number, axis}));
        builder().setType(*parts.back(), DataType::Int64);
    }
    const TensorId vector = add("Concat", std::move(parts), {{"axis", std::int64_t{0}}});
    builder().setType(vector, DataType::Int64);
    return vector;
}

TensorId TorchScope::operand(const char* key)
{
    const TorchValue value = torchValueOf(argument(key));
    if (value.kind == "as_tensor" || value.kind == "as_optional_tensor")
        return tensor(key);
    if (value.kind == "as_sym_int")
        return numberOf(*value.value);
    if (const auto whole = boundedNumber(*value.value))
        return integerOf(key, *whole);
    return builder().number(m_path + "/" + key, value.value->is_number() ? value.value->get<double>() : 0.0);
}

TorchTensor TorchScope::stated(const char* key) const
{
    const std::vector<std::string> names = torchNamesIn(argument(key));
    const nlohmann::json& values = memberOf(*m_frame.graph, "tensor_values");
    return torchTensorOf(names.empty() ? nlohmann::json{} : memberOf(values, names.front().c_str()));
}

TorchTensor TorchScope::statedOutput(std::size_t output) const
{
    const nlohmann::json& values = memberOf(*m_frame.graph, "tensor_values");
    return output < m_outputNames.size() ? torchTensorOf(memberOf(values, m_outputNames[output].c_str()))
                                         : TorchTensor{};
}

bool TorchScope::isUsed(std::size_t output) const
{
    return output < m_outputNames.size() && m_frame.used.count(m_outputNames[output]) != 0;
}

void TorchScope::begin(LayerKind kind, std::string_view part)
{
    const std::string name = part.empty() ? m_path : m_path + "/" + std::string{part};
    if (m_isActive)
        builder().beginLayer(name, kind);
    else
        builder().endLayer(name);
}

TensorId TorchScope::integersOf(const char* name, std::vector<std::int64_t> values)
{
    return builder().integers(m_path + "/" + name, std::move(values));
}

TensorId TorchScope::integerOf(const char* name, std::int64_t value)
{
    return builder().number(m_path + "/" + name, value);
}

TensorId TorchScope::add(std::string_view type, std::vector<std::optional<TensorId>> inputs, Attributes attributes)
{
    return builder().add(type, std::move(inputs), std::move(attributes));
}

TensorId TorchScope::constant(const char* name, double value, const Shape& shape)
{
    return add("Expand", {builder().number(m_path + "/" + name, value), integersOf("shape", shape)});
}

void TorchScope::passOn()
{
    std::vector<std::optional<TensorId>> inputs;
    const nlohmann::json& arguments = memberOf(m_node, "inputs");
    if (arguments.is_array())
        for (const nlohmann::json& input : arguments)
            for (const std::string& name : torchNamesIn(memberOf(input, "arg")))
                if (const auto id = find(name))
                    inputs.emplace_back(id);
    if (m_outputNames.empty())
        return;
    begin(LayerKind::Other);
    const std::string target = textOf(m_node, "target");
    constexpr std::string_view kPrefix = "torch.ops.";
    const std::string type = target.starts_with(kPrefix) ? target.substr(kPrefix.size()) : target;
    for (const TensorId id : builder().addSeveral(type, std::move(inputs), {}, m_outputNames.size()))
        addOutput(id);
}

void TorchScope::fail(std::string sentence)
{
    if (!m_trouble)
        m_trouble = std::move(sentence);
}

void TorchScope::warn(std::string message)
{
    if (m_graph.warned.insert(message).second)
        m_graph.issues.push_back({IssueSeverity::Warning, std::move(message), m_path});
}

const TorchOperator* torchOperator(std::string_view name)
{
    for (const auto& part :
         {torchElementwiseOperators(), torchLayoutOperators(), torchSelectionOperators(), torchMatrixOperators(),
          torchAttentionOperators(), torchNormalisationOperators(), torchWindowOperators(), torchReductionOperators(),
          torchGeneratorOperators(), torchRecurrentOperators(), torchSymbolOperators(), torchPackedOperators()})
        for (const TorchOperator& known : part)
            if (known.name == name)
                return &known;
    // "add_" is "add" into the first operand's memory.
    return name.size() > 1 && name.ends_with('_') ? torchOperator(name.substr(0, name.size() - 1)) : nullptr;
}

bool isTorchAssertion(std::string_view name)
{
    constexpr std::array<std::string_view, 8> kAssertions = {"_assert_async",
                                                             "_assert_scalar",
                                                             "_assert_tensor_metadata",
                                                             "sym_constrain_range",
                                                             "sym_constrain_range_for_size",
                                                             "_check",
                                                             "_assert_async_msg",
                                                             "record_function_enter"};
    return std::find(kAssertions.begin(), kAssertions.end(), name) != kAssertions.end();
}

} // namespace waferscope
