#include "core/network/layer_links.h"

#include <algorithm>

namespace waferscope {

namespace {

/// Every operator that computes an activation belongs to a layer; all else is stored or arithmetic of shapes.
bool flows(const Network& network, TensorId tensor)
{
    const TensorRole role = network.roleOf(tensor);
    return role == TensorRole::Input || role == TensorRole::Activation;
}

std::optional<LayerId> writerOf(const Network& network, TensorId tensor)
{
    const std::optional<OperatorId> producer = network.producerOf(tensor);
    return producer ? network.layerOf(*producer) : std::nullopt;
}

void addLinks(std::vector<LayerLink>& links, const Network& network, std::vector<TensorId> read,
              std::optional<LayerId> reader)
{
    std::sort(read.begin(), read.end());
    read.erase(std::unique(read.begin(), read.end()), read.end());
    for (const TensorId tensor : read) {
        const std::optional<LayerId> writer = writerOf(network, tensor);
        if (!flows(network, tensor) || writer == reader)
            continue;
        const std::int64_t elements = checkedElementCount(network.shapeOf(tensor)).value_or(0);
        links.push_back({writer, reader, tensor, elements / network.batch()});
    }
}

} // namespace

std::vector<LayerLink> layerLinks(const Network& network)
{
    std::vector<LayerLink> links;
    for (std::size_t index = 0; index < network.layers().size(); ++index) {
        std::vector<TensorId> read;
        for (const OperatorId id : network.layers()[index].operators)
            for (const std::optional<TensorId>& input : network[id].inputs)
                if (input)
                    read.push_back(*input);
        addLinks(links, network, std::move(read), LayerId{index});
    }
    addLinks(links, network, network.source().outputs, std::nullopt);
    return links;
}

} // namespace waferscope
