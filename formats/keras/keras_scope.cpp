#include "formats/keras/keras_scope.h"

#include "core/base/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::int64_t kMostSetting = std::int64_t{1} << 31;
constexpr std::int64_t kMostExtent = std::int64_t{1} << 40;

std::optional<std::int64_t> settingOf(const nlohmann::json& value, std::int64_t least)
{
    const auto number = wholeNumber(value);
    return number && *number >= least && *number <= kMostSetting ? number : std::nullopt;
}

} // namespace

KerasScope::KerasScope(KerasGraph& graph, const nlohmann::json& layer, std::string path,
                       std::vector<KerasTensor> inputs)
    : m_graph(graph)
    , m_config(memberOf(layer, "config"))
    , m_path(std::move(path))
    , m_owner(m_path)
    , m_inputs(std::move(inputs))
{
    const auto id = wholeNumber(memberOf(layer, "shared_object_id"));
    const std::string identity =
        std::to_string(id.value_or(0)) + " " + textOf(layer, "class_name") + " " + textOf(m_config, "name");
    if (id)
        m_owner = graph.owners.emplace(identity, m_path).first->second;
}

const nlohmann::json& KerasScope::setting(const char* key) const
{
    m_asked.insert(key);
    return memberOf(m_config, key);
}

void KerasScope::finish()
{
    m_graph.unfollowed.add(m_path, m_config, m_asked);
    const auto first = m_graph.weights.lower_bound(m_owner + "/");
    const bool hasWeights = first != m_graph.weights.end() && first->first.starts_with(m_owner + "/");
    if (hasWeights && (m_graph.frozenModels > 0 || !says("trainable", true)))
        m_graph.unfollowed.addFrozen(m_path);
}

std::int64_t KerasScope::count(const char* key, std::optional<std::int64_t> fallback, std::int64_t least)
{
    const nlohmann::json& value = setting(key);
    if (value.is_null() && fallback)
        return *fallback;
    const auto number = settingOf(value, least);
    if (!number)
        fail("must have a whole number from " + std::to_string(least) + " to 2^31 for " + key);
    return number.value_or(1);
}

std::vector<std::int64_t> KerasScope::counts(const char* key, std::size_t axes, std::int64_t fallback,
                                             std::int64_t least)
{
    const nlohmann::json& value = setting(key);
    if (value.is_null())
        return std::vector<std::int64_t>(axes, fallback);
    if (!value.is_array())
        return std::vector<std::int64_t>(axes, count(key, {}, least));
    std::vector<std::int64_t> numbers;
    for (const nlohmann::json& entry : value)
        numbers.push_back(settingOf(entry, least).value_or(-1));
    if (numbers.size() == axes && std::find(numbers.begin(), numbers.end(), -1) == numbers.end())
        return numbers;
    fail("must have " + std::to_string(axes) + " whole numbers from " + std::to_string(least) + " to 2^31 for " + key);
    return std::vector<std::int64_t>(axes, 1);
}

bool KerasScope::says(const char* key, bool fallback) const
{
    const nlohmann::json& value = setting(key);
    return value.is_boolean() ? value.get<bool>() : fallback;
}

std::string KerasScope::text(const char* key, std::string fallback) const
{
    const nlohmann::json& value = setting(key);
    return value.is_string() ? value.get<std::string>() : std::move(fallback);
}

std::int64_t KerasScope::extent(const KerasTensor& tensor, std::int64_t axis)
{
    const auto rank = static_cast<std::int64_t>(tensor.shape.size());
    const std::int64_t at = axis < 0 ? axis + rank : axis;
    if (at < 0 || at >= rank) {
        fail("speaks of the axis " + std::to_string(axis) + " of a tensor of " + std::to_string(rank) + " axes");
        return 1;
    }
    const auto extent = tensor.shape[static_cast<std::size_t>(at)];
    if (extent && *extent > kMostExtent) {
        fail("has an input that is far too large");
        return 1;
    }
    if (!extent)
        fail("needs the extent of the axis " + std::to_string(at) + " of its input, which the model leaves open");
    return extent.value_or(1);
}

std::size_t KerasScope::channelAxis(const KerasTensor& tensor) const
{
    return m_graph.hasChannelsFirst && tensor.shape.size() > 2 ? 1 : tensor.shape.size() - 1;
}

KerasTensor KerasScope::moved(const KerasTensor& tensor, bool toFront)
{
    std::vector<std::int64_t> order(tensor.shape.size());
    std::iota(order.begin(), order.end(), 0);
    if (toFront)
        std::rotate(order.begin() + 1, order.end() - 1, order.end());
    else
        std::rotate(order.begin() + 1, order.begin() + 2, order.end());
    return {builder().add("Transpose", {tensor.id}, {{"perm", std::move(order)}}), tensor.shape, toFront};
}

KerasTensor KerasScope::channelsFirst(const KerasTensor& tensor)
{
    if (m_graph.hasChannelsFirst || tensor.isChannelsFirst || tensor.shape.size() < 3)
        return tensor;
    return moved(tensor, true);
}

KerasTensor KerasScope::asKeras(const KerasTensor& tensor)
{
    return tensor.isChannelsFirst ? moved(tensor, false) : tensor;
}

TensorId KerasScope::stored(const char* name, const Shape& shape, TensorRole role)
{
    const std::string path = m_owner + "/" + name;
    const auto found = m_graph.weights.find(path);
    if (found != m_graph.weights.end()) {
        if (found->second.second != shape)
            fail("is called with inputs of different sizes");
        return found->second.first;
    }
    if (!checkedElementCount(shape))
        fail("has a " + std::string{name} + " that is far too large");
    const Shape safe = checkedElementCount(shape) ? shape : Shape(shape.size(), 1);
    const TensorId id =
        role == TensorRole::Parameter ? builder().parameter(path, safe) : builder().statistic(path, safe);
    m_graph.weights.insert_or_assign(path, std::pair{id, shape});
    return id;
}

TensorId KerasScope::weight(const char* name, const Shape& shape)
{
    return stored(name, shape, TensorRole::Parameter);
}

TensorId KerasScope::statistic(const char* name, const Shape& shape)
{
    return stored(name, shape, TensorRole::Statistic);
}

TensorId KerasScope::constant(const char* name, double value, const Shape& shape)
{
    const std::string path = m_path + "/" + name;
    return builder().add("Expand", {builder().number(path, value), builder().integers(path + "/shape", shape)});
}

void KerasScope::setActivation(const char* key)
{
    const nlohmann::json& value = setting(key);
    std::string function = value.is_string() ? value.get<std::string>() : textOf(value, "config");
    if (function.empty())
        function = textOf(value, "class_name", "linear");
    if (!m_outputs.empty())
        m_outputs.front() = withFunction(*this, m_outputs.front(), function);
}

void KerasScope::fail(std::string sentence)
{
    if (!m_trouble)
        m_trouble = KerasTrouble{std::move(sentence)};
}

void KerasScope::note(IssueSeverity severity, std::string message)
{
    m_graph.issues.push_back({severity, std::move(message), m_path});
}

const KerasLayerType* kerasLayerType(std::string_view name)
{
    for (const auto& part : {kerasBasicLayers(), kerasConvolutionLayers(), kerasWindowLayers(), kerasJoiningLayers(),
                             kerasSequenceLayers(), kerasAttentionLayers()})
        for (const KerasLayerType& type : part)
            if (type.name == name)
                return &type;
    return nullptr;
}

} // namespace waferscope
