#pragma once

#include "core/graph/network_source.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// What shape inference knows of a tensor. Values are kept only of small tensors (at most kMostKnownValues).
struct TensorFacts {
    Shape shape;
    std::optional<std::vector<std::int64_t>> integers; ///< row-major
    std::optional<std::vector<double>> reals; ///< row-major; never together with `integers`
};

/// Longer tensors are data, not shapes.
inline constexpr std::int64_t kMostKnownValues = 4096;

/// Beyond this an attribute or value that takes part in size arithmetic is refused: sums then fit 64 bits.
inline constexpr std::int64_t kMostExtent = std::int64_t{1} << 40;

/// How a shape rule ended.
struct RuleOutcome {
    enum class Kind {
        Done, ///< every output that the rule knows has its shape
        Contradiction, ///< the inputs or attributes cannot go together
        Unresolved, ///< the shape depends on numbers that are not known before the network runs
    };
    Kind kind = Kind::Done;
    std::string why; ///< a clause that completes "Conv 'conv1' with inputs [..]: "; empty when done
};

[[nodiscard]] inline RuleOutcome done()
{
    return {};
}
[[nodiscard]] inline RuleOutcome contradiction(std::string why)
{
    return {RuleOutcome::Kind::Contradiction, std::move(why)};
}
[[nodiscard]] inline RuleOutcome unresolved(std::string why)
{
    return {RuleOutcome::Kind::Unresolved, std::move(why)};
}

/// One operator as a shape rule sees it: attributes with defaults, facts of its inputs, a place for its outputs.
class ShapeScope {
public:
    /// `inputs` has a null entry for every absent optional input; the facts must outlive the scope.
    ShapeScope(const Operator& subject, std::vector<const TensorFacts*> inputs);

    [[nodiscard]] const Operator& subject() const { return m_subject; }
    [[nodiscard]] std::size_t inputCount() const { return m_inputs.size(); }
    [[nodiscard]] bool has(std::size_t input) const { return input < m_inputs.size() && m_inputs[input] != nullptr; }
    [[nodiscard]] const Shape& shape(std::size_t input) const { return facts(input).shape; } ///< of a present input
    [[nodiscard]] std::int64_t rank(std::size_t input) const { return static_cast<std::int64_t>(shape(input).size()); }
    [[nodiscard]] const TensorFacts& facts(std::size_t input) const; ///< of a present input

    /// The values of an input, null when absent or unknown.
    [[nodiscard]] const std::vector<std::int64_t>* integers(std::size_t input) const;
    [[nodiscard]] const std::vector<double>* reals(std::size_t input) const;

    [[nodiscard]] bool hasAttribute(std::string_view name) const { return find(name) != nullptr; }
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t fallback) const;
    [[nodiscard]] std::string text(std::string_view name, std::string_view fallback) const;
    [[nodiscard]] std::optional<std::vector<std::int64_t>> integerList(std::string_view name) const;
    [[nodiscard]] std::optional<std::vector<double>> realList(std::string_view name) const;

    /// Small integer settings that are an attribute in older operator versions and an input in newer ones.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> setting(std::string_view attribute, std::size_t input) const;

    [[nodiscard]] std::size_t outputCount() const { return m_subject.outputs.size(); }
    void setOutput(std::size_t output, Shape shape);
    void setOutput(std::size_t output, TensorFacts facts);
    [[nodiscard]] const std::vector<std::optional<TensorFacts>>& outputs() const { return m_outputs; }

private:
    [[nodiscard]] const Attribute* find(std::string_view name) const;

    const Operator& m_subject;
    std::vector<const TensorFacts*> m_inputs;
    std::vector<std::optional<TensorFacts>> m_outputs;
};

/// NumPy's broadcasting, aligned at the last axis; nothing when two extents differ and neither is 1.
[[nodiscard]] std::optional<Shape> broadcast(const Shape& a, const Shape& b);

/// An axis counted from the end when negative; nothing outside -rank .. rank - 1.
[[nodiscard]] std::optional<std::size_t> normalisedAxis(std::int64_t axis, std::int64_t rank);

/// The same for a list; nothing when one is outside or named twice.
[[nodiscard]] std::optional<std::vector<std::size_t>> normalisedAxes(const std::vector<std::int64_t>& axes,
                                                                     std::int64_t rank);

} // namespace waferscope
