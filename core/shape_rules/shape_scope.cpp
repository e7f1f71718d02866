#include "core/shape_rules/shape_scope.h"

#include "core/base/check.h"

#include <algorithm>

namespace waferscope {

ShapeScope::ShapeScope(const Operator& subject, std::vector<const TensorFacts*> inputs)
    : m_subject(subject)
    , m_inputs(std::move(inputs))
    , m_outputs(subject.outputs.size())
{
}

const TensorFacts& ShapeScope::facts(std::size_t input) const
{
    WAFERSCOPE_CHECK(has(input));
    return *m_inputs[input];
}

const std::vector<std::int64_t>* ShapeScope::integers(std::size_t input) const
{
    return has(input) && m_inputs[input]->integers ? &*m_inputs[input]->integers : nullptr;
}

const std::vector<double>* ShapeScope::reals(std::size_t input) const
{
    return has(input) && m_inputs[input]->reals ? &*m_inputs[input]->reals : nullptr;
}

const Attribute* ShapeScope::find(std::string_view name) const
{
    const auto found = m_subject.attributes.find(std::string{name});
    return found == m_subject.attributes.end() ? nullptr : &found->second;
}

std::int64_t ShapeScope::integer(std::string_view name, std::int64_t fallback) const
{
    const Attribute* attribute = find(name);
    const auto* value = attribute != nullptr ? std::get_if<std::int64_t>(attribute) : nullptr;
    return value != nullptr ? *value : fallback;
}

std::string ShapeScope::text(std::string_view name, std::string_view fallback) const
{
    const Attribute* attribute = find(name);
    const auto* value = attribute != nullptr ? std::get_if<std::string>(attribute) : nullptr;
    return value != nullptr ? *value : std::string{fallback};
}

std::optional<std::vector<std::int64_t>> ShapeScope::integerList(std::string_view name) const
{
    const Attribute* attribute = find(name);
    const auto* value = attribute != nullptr ? std::get_if<std::vector<std::int64_t>>(attribute) : nullptr;
    return value != nullptr ? std::optional{*value} : std::nullopt;
}

std::optional<std::vector<double>> ShapeScope::realList(std::string_view name) const
{
    const Attribute* attribute = find(name);
    const auto* value = attribute != nullptr ? std::get_if<std::vector<double>>(attribute) : nullptr;
    return value != nullptr ? std::optional{*value} : std::nullopt;
}

std::optional<std::vector<std::int64_t>> ShapeScope::setting(std::string_view attribute, std::size_t input) const
{
    if (std::optional<std::vector<std::int64_t>> list = integerList(attribute))
        return list;
    const std::vector<std::int64_t>* values = integers(input);
    return values != nullptr ? std::optional{*values} : std::nullopt;
}

void ShapeScope::setOutput(std::size_t output, Shape shape)
{
    setOutput(output, TensorFacts{std::move(shape), std::nullopt, std::nullopt});
}

void ShapeScope::setOutput(std::size_t output, TensorFacts facts)
{
    if (output < m_outputs.size())
        m_outputs[output] = std::move(facts);
}

std::optional<Shape> broadcast(const Shape& a, const Shape& b)
{
    const Shape& longer = a.size() >= b.size() ? a : b;
    const Shape& shorter = a.size() >= b.size() ? b : a;
    Shape result = longer;
    const std::size_t offset = longer.size() - shorter.size();
    for (std::size_t axis = 0; axis < shorter.size(); ++axis) {
        const std::int64_t left = longer[axis + offset];
        const std::int64_t right = shorter[axis];
        if (left != right && left != 1 && right != 1)
            return std::nullopt;
        result[axis + offset] = left == 1 ? right : left;
    }
    return result;
}

std::optional<std::size_t> normalisedAxis(std::int64_t axis, std::int64_t rank)
{
    if (axis < -rank || axis >= rank)
        return std::nullopt;
    return static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
}

std::optional<std::vector<std::size_t>> normalisedAxes(const std::vector<std::int64_t>& axes, std::int64_t rank)
{
    std::vector<std::size_t> result;
    for (const std::int64_t axis : axes) {
        const std::optional<std::size_t> normalised = normalisedAxis(axis, rank);
        if (!normalised || std::find(result.begin(), result.end(), *normalised) != result.end())
            return std::nullopt;
        result.push_back(*normalised);
    }
    return result;
}

} // namespace waferscope
