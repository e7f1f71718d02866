#pragma once

#include "core/graph/graph_builder.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// States the shape that a stored tensor of packed numbers stands for; false where that cannot be. Numbers smaller than
/// a byte have no type of their own.
[[nodiscard]] bool restatePacked(Tensor& tensor, const Shape& shape);

/// Writes several operators for one that a file has, with its name.
class OnnxOperatorWriter {
public:
    using Inputs = std::vector<std::optional<TensorId>>;

    OnnxOperatorWriter(const Operator& given, NetworkSource& source)
        : m_given(given)
        , m_source(source)
    {
    }

    [[nodiscard]] std::optional<TensorId> input(std::size_t at) const;
    [[nodiscard]] std::optional<TensorId> output(std::size_t at) const;
    [[nodiscard]] std::int64_t integer(const char* attribute, std::int64_t fallback) const;
    [[nodiscard]] const Attributes& attributes() const { return m_given.attributes; }
    /// Null for what is absent or computed.
    [[nodiscard]] Tensor* stored(std::size_t at) const;

    /// An input as floats: stored whole numbers behind the scale and zero point that other inputs give.
    [[nodiscard]] std::optional<TensorId> unpacked(std::size_t at, std::optional<std::size_t> scale = std::nullopt,
                                                   std::optional<std::size_t> zero = std::nullopt);
    [[nodiscard]] TensorId integers(std::vector<std::int64_t> values);
    [[nodiscard]] TensorId add(std::string_view type, Inputs inputs, Attributes attributes = {});
    /// The same of several outputs.
    [[nodiscard]] std::vector<TensorId> addSeveral(std::string_view type, Inputs inputs, Attributes attributes,
                                                   std::size_t outputs);
    /// The operator that gives an output of the given one; nothing where nobody asks for it.
    void give(std::size_t output, std::string_view type, Inputs inputs, Attributes attributes = {});
    /// The same of all outputs at once.
    void giveAll(std::string_view type, Inputs inputs, Attributes attributes);

private:
    [[nodiscard]] TensorId fresh();
    Operator& open(std::string_view type, Inputs inputs, Attributes attributes);

    const Operator& m_given;
    NetworkSource& m_source;
    std::size_t m_parts = 0;
};

} // namespace waferscope
