#include "core/layer_links.h"

#include <algorithm>
#include <tuple>

namespace waferscope {

namespace {

constexpr std::size_t kMostOrigins = 16; ///< of what an operator without layer gives on

/// By tensor: the tensors of layers and inputs that it consists of. Most are one of those themselves.
class Origins {
public:
    explicit Origins(const Network& network)
        : m_network(network)
        , m_of(network.source().tensors.size())
    {
        for (const TensorId input : network.source().inputs)
            m_of[input.index()] = {input};
        for (std::size_t index = 0; index < network.source().operators.size(); ++index)
            follow(OperatorId{index});
    }

    [[nodiscard]] const std::vector<TensorId>& of(TensorId tensor) const { return m_of[tensor.index()]; }

private:
    void follow(OperatorId id)
    {
        const Operator& subject = m_network[id];
        const bool ownsOutputs = m_network.layerOf(id).has_value();
        const std::vector<TensorId> passed = ownsOutputs ? std::vector<TensorId>{} : inputsOf(subject);
        for (const std::optional<TensorId>& output : subject.outputs)
            if (output && m_network.roleOf(*output) == TensorRole::Activation)
                m_of[output->index()] = ownsOutputs ? std::vector{*output} : passed;
    }

    [[nodiscard]] std::vector<TensorId> inputsOf(const Operator& subject) const
    {
        std::vector<TensorId> origins;
        for (const std::optional<TensorId>& input : subject.inputs)
            if (input)
                origins.insert(origins.end(), of(*input).begin(), of(*input).end());
        std::sort(origins.begin(), origins.end());
        origins.erase(std::unique(origins.begin(), origins.end()), origins.end());
        if (origins.size() > kMostOrigins)
            origins.erase(origins.begin() + kMostOrigins, origins.end());
        return origins;
    }

    const Network& m_network;
    std::vector<std::vector<TensorId>> m_of;
};

class Links {
public:
    explicit Links(const Network& network)
        : m_network(network)
        , m_origins(network)
    {
    }

    void add(const std::vector<TensorId>& read, std::optional<LayerId> reader)
    {
        std::vector<TensorId> origins;
        for (const TensorId tensor : read)
            origins.insert(origins.end(), m_origins.of(tensor).begin(), m_origins.of(tensor).end());
        std::sort(origins.begin(), origins.end());
        origins.erase(std::unique(origins.begin(), origins.end()), origins.end());
        for (const TensorId origin : origins) {
            const std::optional<LayerId> writer = writerOf(origin);
            if (writer != reader)
                m_links.push_back({writer, reader, origin, elementsOf(origin)});
        }
    }

    [[nodiscard]] std::vector<LayerLink> taken() { return std::move(m_links); }

private:
    [[nodiscard]] std::optional<LayerId> writerOf(TensorId tensor) const
    {
        const std::optional<OperatorId> producer = m_network.producerOf(tensor);
        return producer ? m_network.layerOf(*producer) : std::nullopt;
    }

    [[nodiscard]] std::int64_t elementsOf(TensorId tensor) const
    {
        return checkedElementCount(m_network.shapeOf(tensor)).value_or(0) / m_network.batch();
    }

    const Network& m_network;
    Origins m_origins;
    std::vector<LayerLink> m_links;
};

} // namespace

std::vector<LayerLink> layerLinks(const Network& network)
{
    Links links(network);
    for (std::size_t index = 0; index < network.layers().size(); ++index) {
        std::vector<TensorId> read;
        for (const OperatorId id : network.layers()[index].operators)
            for (const std::optional<TensorId>& input : network[id].inputs)
                if (input)
                    read.push_back(*input);
        links.add(read, LayerId{index});
    }
    links.add(network.source().outputs, std::nullopt);
    return links.taken();
}

} // namespace waferscope
