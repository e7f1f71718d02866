#include "core/network/initial_weights.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kTableDeviation = 0.02;

InitialWeights even(std::int64_t fanIn)
{
    return {0.0, 1.0 / std::sqrt(static_cast<double>(std::max<std::int64_t>(fanIn, 1)))};
}

std::int64_t productFrom(const Shape& shape, std::size_t first)
{
    std::int64_t product = 1;
    for (std::size_t axis = first; axis < shape.size(); ++axis)
        product *= shape[axis];
    return product;
}

/// Scale, bias, mean, variance of a normalisation, from its second input on.
InitialWeights ofNormalisation(std::size_t input)
{
    return {input == 1 || input == 4 ? 1.0 : 0.0, 0.0};
}

/// Of a tensor that an operator reads as its input number `input`.
InitialWeights useOf(const Operator& subject, std::size_t input, const Shape& shape)
{
    if (subject.type.ends_with("Normalization"))
        return ofNormalisation(input);
    if (subject.type == "Gather" && input == 0)
        return {0.0, kTableDeviation * std::sqrt(3.0)}; // an even distribution of that standard deviation
    if (subject.type == "LSTM" || subject.type == "GRU" || subject.type == "RNN") {
        const auto hidden = subject.attributes.find("hidden_size");
        const auto* size = hidden == subject.attributes.end() ? nullptr : std::get_if<std::int64_t>(&hidden->second);
        return size != nullptr ? even(*size) : InitialWeights{};
    }
    if (shape.size() < 2)
        return {}; // a bias
    if (subject.type == "Conv")
        return even(productFrom(shape, 1));
    if (subject.type == "ConvTranspose")
        return even(shape[0] * productFrom(shape, 2));
    return even(shape[shape.size() - 2]); // a matrix product's [.., K, N]
}

} // namespace

std::vector<InitialWeights> initialWeights(const Network& network)
{
    const NetworkSource& source = network.source();
    std::vector<InitialWeights> weights(source.tensors.size());
    std::vector<char> isKnown(source.tensors.size(), 0);
    for (const Operator& subject : source.operators)
        for (std::size_t input = 0; input < subject.inputs.size(); ++input) {
            const std::optional<TensorId> id = subject.inputs[input];
            if (!id || isKnown[id->index()] != 0)
                continue;
            const TensorRole role = network.roleOf(*id);
            if (network.producerOf(*id) || (role != TensorRole::Parameter && role != TensorRole::Statistic))
                continue;
            isKnown[id->index()] = 1; // the first use tells
            weights[id->index()] = useOf(subject, input, network.shapeOf(*id));
        }
    return weights;
}

void drawWeights(const InitialWeights& how, std::uint64_t seed, TensorId tensor, std::uint64_t first,
                 std::span<float> numbers)
{
    if (how.bound == 0.0) {
        std::fill(numbers.begin(), numbers.end(), static_cast<float>(how.constant));
        return;
    }
    const std::uint64_t stream = Random{seed ^ Random{tensor.index() + 1}.next()}.next();
    for (std::size_t at = 0; at < numbers.size(); ++at) {
        const std::uint64_t bits = Random{stream + first + at}.next() >> 11; // 53 of them
        const double unit = static_cast<double>(bits) * 0x1p-53; // 0 .. 1
        numbers[at] = static_cast<float>(how.bound * (2.0 * unit - 1.0));
    }
}

} // namespace waferscope
