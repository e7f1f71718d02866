#include "mapping/kernels/network_to_kernels.h"

#include "core/base/names.h"
#include "mapping/kernels/operator_classes.h"

#include <algorithm>
#include <map>
#include <set>

namespace waferscope {

namespace {

/// Walks a network's operators in order and gathers kernels and streams.
class KernelBuilder {
public:
    KernelBuilder(const Network& network, Precision precision);

    Result<KernelGraph> build();

private:
    /// A piece of a tensor: what a kernel or the host has made, seen through views.
    struct Part {
        std::optional<KernelId> producer; ///< none: the host
        TensorId origin; ///< the tensor that was made
        std::int64_t elements = 0; ///< of it, of one sample
    };

    void countConsumers();
    void take(OperatorId id);
    void passThrough(const Operator& op);
    void joinOrOpen(OperatorId id, OperatorClass operatorClass);
    void open(OperatorId id, OperatorClass operatorClass);
    [[nodiscard]] std::optional<KernelId> kernelToJoin(const Operator& op) const;
    void join(KernelId kernel, OperatorId id);
    void connect(KernelId kernel, const Operator& op);
    void produce(KernelId kernel, const Operator& op);
    void addLayer(KernelId kernel, OperatorId id);
    void countLayers();
    [[nodiscard]] std::int64_t elementsOf(TensorId id) const;
    [[nodiscard]] Bytes inputBytes(TensorId id) const;
    std::string nameFor(OperatorId id);

    const Network& m_network;
    Precision m_precision;
    std::vector<Kernel> m_kernels;
    std::set<std::string> m_names; ///< of the kernels
    std::map<std::pair<KernelId, KernelId>, std::map<TensorId, std::int64_t>> m_streams; ///< elements by source tensor
    std::map<std::pair<TensorId, KernelId>, NetworkInput> m_inputs;
    std::vector<std::vector<Part>> m_parts; ///< by TensorId; empty for what does not depend on the inputs
    std::vector<int> m_gathers; ///< by TensorId: those that read it
    std::vector<int> m_consumers; ///< by TensorId of the origin, through views
};

KernelBuilder::KernelBuilder(const Network& network, Precision precision)
    : m_network(network)
    , m_precision(precision)
    , m_parts(network.source().tensors.size())
    , m_gathers(network.source().tensors.size(), 0)
    , m_consumers(network.source().tensors.size(), 0)
{
    for (std::size_t i = 0; i < m_parts.size(); ++i)
        if (network.roleOf(TensorId{i}) == TensorRole::Input)
            m_parts[i] = {{std::nullopt, TensorId{i}, elementsOf(TensorId{i})}};
    for (const Operator& op : network.source().operators)
        if (op.type == "Gather" && !op.inputs.empty() && op.inputs.front())
            ++m_gathers[op.inputs.front()->index()];
    countConsumers();
}

/// Consumers of the tensors behind every view. A view itself consumes nothing.
void KernelBuilder::countConsumers()
{
    std::vector<std::set<TensorId>> origins(m_parts.size());
    for (const Operator& op : m_network.source().operators) {
        const OperatorClass operatorClass = classOf(m_network, op);
        if (operatorClass == OperatorClass::None)
            continue;
        std::set<TensorId> read;
        for (const TensorId input : activationInputs(m_network, op)) {
            const std::set<TensorId>& behind = origins[input.index()];
            read.insert(behind.begin(), behind.end());
            if (behind.empty())
                read.insert(input);
        }
        for (const std::optional<TensorId>& output : op.outputs)
            if (output && operatorClass == OperatorClass::View)
                origins[output->index()] = read;
        if (operatorClass != OperatorClass::View)
            for (const TensorId id : read)
                ++m_consumers[id.index()];
    }
}

Result<KernelGraph> KernelBuilder::build()
{
    for (std::size_t i = 0; i < m_network.source().operators.size(); ++i)
        take(OperatorId{i});
    if (m_kernels.empty())
        return Error{ErrorCode::InvalidInput,
                     printable(m_network.name()) + " computes nothing from its inputs, so there is nothing to map."};
    countLayers();
    std::vector<Edge> edges;
    for (const auto& [ends, tensors] : m_streams) {
        std::int64_t elements = 0;
        for (const auto& [tensor, count] : tensors)
            elements += count;
        edges.push_back({ends.first, ends.second, elements});
    }
    std::vector<NetworkInput> inputs;
    for (auto& [key, input] : m_inputs)
        inputs.push_back(std::move(input));
    return KernelGraph::create(std::move(m_kernels), std::move(edges), std::move(inputs));
}

void KernelBuilder::take(OperatorId id)
{
    const Operator& op = m_network[id];
    const OperatorClass operatorClass = classOf(m_network, op);
    switch (operatorClass) {
    case OperatorClass::None: return;
    case OperatorClass::View: return passThrough(op);
    case OperatorClass::Pointwise:
    case OperatorClass::TwoPass:
    case OperatorClass::Window: return joinOrOpen(id, operatorClass);
    default: return open(id, operatorClass);
    }
}

/// A view shows all its inputs' parts. What it leaves out (a slice) is not streamed.
void KernelBuilder::passThrough(const Operator& op)
{
    std::vector<Part> parts;
    for (const TensorId input : activationInputs(m_network, op))
        parts.insert(parts.end(), m_parts[input.index()].begin(), m_parts[input.index()].end());
    for (const std::optional<TensorId>& output : op.outputs) {
        if (!output)
            continue;
        m_parts[output->index()] = parts;
        for (Part& part : m_parts[output->index()])
            part.elements = std::min(part.elements, elementsOf(*output));
    }
}

void KernelBuilder::joinOrOpen(OperatorId id, OperatorClass operatorClass)
{
    if (const auto kernel = kernelToJoin(m_network[id]))
        join(*kernel, id);
    else
        open(id, operatorClass);
}

/// The last of the producers, if the operator is its only consumer: joining an earlier one would turn a stream around.
std::optional<KernelId> KernelBuilder::kernelToJoin(const Operator& op) const
{
    std::optional<KernelId> last;
    bool onlyConsumer = false;
    for (const TensorId id : activationInputs(m_network, op))
        for (const Part& part : m_parts[id.index()]) {
            if (!part.producer || (last && *part.producer < *last))
                continue;
            onlyConsumer = m_consumers[part.origin.index()] == 1;
            last = part.producer;
        }
    return onlyConsumer ? last : std::nullopt;
}

void KernelBuilder::join(KernelId kernel, OperatorId id)
{
    const Operator& op = m_network[id];
    connect(kernel, op);
    produce(kernel, op);
    addLayer(kernel, id);
}

void KernelBuilder::open(OperatorId id, OperatorClass operatorClass)
{
    const Operator& op = m_network[id];
    Kernel kernel;
    kernel.name = nameFor(id);
    kernel.convs = {convShapeOf(m_network, op, operatorClass)};
    kernel.steps = stepsOf(m_network, op, operatorClass);
    kernel.stateElements = stateElementsOf(m_network, op);
    kernel.experts = operatorClass == OperatorClass::Matrix ? expertsOf(m_network, op, m_gathers) : 1;
    kernel.passes = operatorClass == OperatorClass::TwoPass ? 2 : 1;
    kernel.hasUnknownCost = operatorClass == OperatorClass::Unknown;
    switch (operatorClass) {
    case OperatorClass::Matrix: kernel.kind = KernelKind::Matrix; break;
    case OperatorClass::Product: kernel.kind = KernelKind::Product; break;
    case OperatorClass::Recurrent: kernel.kind = KernelKind::Recurrent; break;
    case OperatorClass::Embedding: kernel.kind = KernelKind::Embedding; break;
    default: kernel.kind = KernelKind::Channelwise; break;
    }
    kernel.needsInputGradient = false;
    for (const TensorId input : activationInputs(m_network, op)) {
        kernel.inputElements += elementsOf(input);
        for (const Part& part : m_parts[input.index()])
            kernel.needsInputGradient |= part.producer.has_value();
    }
    m_kernels.push_back(std::move(kernel));
    const KernelId opened{m_kernels.size() - 1};
    connect(opened, op);
    produce(opened, op);
    addLayer(opened, id);
}

void KernelBuilder::connect(KernelId kernel, const Operator& op)
{
    for (const TensorId input : activationInputs(m_network, op))
        for (const Part& part : m_parts[input.index()]) {
            if (!part.producer) {
                m_inputs.insert_or_assign({part.origin, kernel},
                                          NetworkInput{m_network[part.origin].name, kernel, elementsOf(part.origin),
                                                       inputBytes(part.origin)});
            } else if (*part.producer != kernel) {
                std::int64_t& elements = m_streams[{*part.producer, kernel}][part.origin];
                elements = std::max(elements, part.elements);
            }
        }
}

void KernelBuilder::produce(KernelId kernel, const Operator& op)
{
    for (const std::optional<TensorId>& output : op.outputs)
        if (output)
            m_parts[output->index()] = {{kernel, *output, elementsOf(*output)}};
    if (!op.outputs.empty() && op.outputs.front())
        m_kernels[kernel.index()].outputElements = elementsOf(*op.outputs.front());
}

void KernelBuilder::addLayer(KernelId kernel, OperatorId id)
{
    const std::optional<LayerId> layer = m_network.layerOf(id);
    std::vector<LayerId>& layers = m_kernels[kernel.index()].layers;
    if (layer && std::find(layers.begin(), layers.end(), *layer) == layers.end())
        layers.push_back(*layer);
}

/// A layer's parameters and multiply-adds go to the first kernel that works for it, unless it has several: then each
/// counts its own matrix product and the first holds the parameters.
void KernelBuilder::countLayers()
{
    std::set<LayerId> counted;
    for (Kernel& kernel : m_kernels) {
        if (!kernel.layers.empty())
            kernel.layerKind = m_network[kernel.layers.front()].kind;
        for (const LayerId layer : kernel.layers)
            if (counted.insert(layer).second)
                kernel.parameters += m_network[layer].parameters;
        const ConvShape& conv = kernel.convs.front();
        if (kernel.kind == KernelKind::Matrix || kernel.kind == KernelKind::Product
            || kernel.kind == KernelKind::Recurrent)
            kernel.macs = conv.height * conv.width / (conv.stride * conv.stride) * conv.filterHeight * conv.filterWidth
                * conv.inputChannels * conv.outputChannels * kernel.steps;
    }
}

std::int64_t KernelBuilder::elementsOf(TensorId id) const
{
    return std::max<std::int64_t>(1, elementCount(m_network.shapeOf(id)) / m_network.batch());
}

/// Values travel in the precision of the run, whole numbers as 32 bits.
Bytes KernelBuilder::inputBytes(TensorId id) const
{
    const Bytes element = isFloat(m_network[id].type) ? valueSize(m_precision) : Bytes{4};
    return element * elementsOf(id);
}

/// The layer's; "LAYER 2" of its second kernel. No two kernels have one name: plans know them by it.
std::string KernelBuilder::nameFor(OperatorId id)
{
    const Operator& op = m_network[id];
    const std::optional<LayerId> layer = m_network.layerOf(id);
    const std::string& name = layer ? m_network[*layer].name : op.name.empty() ? op.type : op.name;
    std::string candidate = name;
    for (int number = 2; !m_names.insert(candidate).second; ++number)
        candidate = name + " " + std::to_string(number);
    return candidate;
}

} // namespace

Result<KernelGraph> kernelsOf(const Network& network, Precision precision)
{
    return KernelBuilder(network, precision).build();
}

} // namespace waferscope
