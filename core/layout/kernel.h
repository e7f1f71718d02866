#pragma once

#include "core/base/strong_id.h"
#include "core/network/network.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// Formal arguments conv(H, W, R, S, C, K; T) of one matrix product (MODEL section 2). H and W are output size x T.
struct ConvShape {
    std::int64_t height = 1; ///< H
    std::int64_t width = 1; ///< W
    std::int64_t filterHeight = 1; ///< R
    std::int64_t filterWidth = 1; ///< S
    std::int64_t inputChannels = 1; ///< C, of one group
    std::int64_t outputChannels = 1; ///< K
    std::int64_t stride = 1; ///< T
    std::int64_t groups = 1; ///< of channels: an output reads the C inputs of its group alone; K is of all groups

    [[nodiscard]] std::int64_t allInputs() const { return inputChannels * groups; }
    [[nodiscard]] std::int64_t weights() const { return filterHeight * filterWidth * inputChannels * outputChannels; }

    friend bool operator==(const ConvShape&, const ConvShape&) = default;
};

enum class KernelKind {
    Matrix, ///< convolution, linear: has weights
    Product, ///< attention scores and values: a matrix product of two activations, no weights
    Channelwise, ///< pooling, normalisation, addition ... that could not join another kernel
    Recurrent, ///< one matrix product `steps` times in turn
    Embedding, ///< look-ups: traffic, not arithmetic
};

/// A program for a rectangle of PEs: one convolution, or several side by side that share h and w.
struct Kernel {
    std::string name;
    KernelKind kind = KernelKind::Matrix;
    LayerKind layerKind = LayerKind::Other; ///< of the layer that gave it its name
    std::vector<ConvShape> convs; ///< at least one
    std::int64_t steps = 1; ///< how often it runs for one sample, in turn
    int passes = 1; ///< over the data: softmax and normalisation need two
    std::int64_t experts = 1; ///< sets of weights that it holds, of which a position goes through one
    bool hasUnknownCost = false; ///< an operator that no rule knows: an assumption takes the place of the passes
    std::int64_t parameters = 0; ///< trainable, with those of the layers that joined it
    std::int64_t macs = 0; ///< useful forward multiply-adds of one sample
    std::int64_t inputElements = 0; ///< of one sample, what forward reads: the stash of the backward pass
    std::int64_t outputElements = 0; ///< of one sample
    std::int64_t stateElements = 0; ///< of one sample: what a recurrent kernel's steps leave for its backward pass
    bool needsInputGradient = true; ///< false for kernels fed by the network's inputs alone
    std::vector<LayerId> layers; ///< that it works for

    /// Whether its backward pass has a third part: of its weights, or of a product's other operand.
    [[nodiscard]] bool hasWeightGradient() const { return kind != KernelKind::Channelwise || parameters > 0; }

    friend bool operator==(const Kernel&, const Kernel&) = default;
};

/// A stream of activations from one kernel to another; gradients go the other way.
struct Edge {
    KernelId from;
    KernelId to;
    std::int64_t elements = 0; ///< of one sample

    friend bool operator==(const Edge&, const Edge&) = default;
};

/// What enters the wafer with every sample.
struct NetworkInput {
    std::string name;
    KernelId to;
    std::int64_t elements = 0; ///< of one sample
    Bytes bytes; ///< of one sample on the wire from the host

    friend bool operator==(const NetworkInput&, const NetworkInput&) = default;
};

/// The kernels of a network and the streams between them. Kernel ids are a topological order.
class KernelGraph {
public:
    /// Fails unless every edge runs from a lower id to a higher one and all ids exist.
    static Result<KernelGraph> create(std::vector<Kernel> kernels, std::vector<Edge> edges,
                                      std::vector<NetworkInput> inputs);

    /// So many replicas of the network side by side, with no streams between them. The ids of a replica follow those of
    /// the one before; its kernels are named "conv1 (2)" and so on, those of the first as they are here. This graph is
    /// of one replica, `replicas` at least 1.
    [[nodiscard]] KernelGraph replicated(int replicas) const;
    [[nodiscard]] int replicas() const { return m_replicas; }
    /// Kernels and edges of one replica: the ids of a kernel and of its likes in two neighbouring replicas differ by
    /// this.
    [[nodiscard]] std::int64_t parametersOfReplica() const;
    [[nodiscard]] std::size_t kernelsOfReplica() const
    {
        return m_kernels.size() / static_cast<std::size_t>(m_replicas);
    }
    [[nodiscard]] std::size_t edgesOfReplica() const { return m_edges.size() / static_cast<std::size_t>(m_replicas); }

    /// The kernel of the first replica that is like this one; also where the id is of a graph of more replicas.
    [[nodiscard]] KernelId firstLike(KernelId id) const { return KernelId{id.index() % kernelsOfReplica()}; }

    /// The kernel of another graph of the same network that stands for this one: the same of the same replica, else of
    /// the first; none where that graph has no kernel of the name.
    [[nodiscard]] std::optional<KernelId> likeIn(const KernelGraph& other, KernelId id) const;

    /// Kernels of the first replica and those like them in all others.
    [[nodiscard]] std::vector<KernelId> allLike(const std::vector<KernelId>& ofFirst) const;

    [[nodiscard]] const std::vector<Kernel>& kernels() const { return m_kernels; }
    [[nodiscard]] const std::vector<Edge>& edges() const { return m_edges; }
    [[nodiscard]] const std::vector<NetworkInput>& inputs() const { return m_inputs; }
    [[nodiscard]] std::size_t size() const { return m_kernels.size(); }
    [[nodiscard]] const Kernel& operator[](KernelId id) const;
    [[nodiscard]] const Edge& operator[](EdgeId id) const;

    [[nodiscard]] const std::vector<EdgeId>& edgesInto(KernelId id) const;
    [[nodiscard]] const std::vector<EdgeId>& edgesFrom(KernelId id) const;

    /// In which place of a sample's way a kernel works: after all that it reads from, 0 for the first. Where what it
    /// reads is no larger than what it gives, as late as its readers let it, so that the smaller one waits.
    [[nodiscard]] int level(KernelId id) const;
    /// Edges on the longest path to the last kernel, 0 for the last.
    [[nodiscard]] int levelsBeforeLast(KernelId id) const;
    /// How many levels an edge jumps over: 0 between neighbours.
    [[nodiscard]] int jumpOf(EdgeId id) const;

private:
    KernelGraph() = default;
    void indexEdges();
    void delayLevels();
    [[nodiscard]] bool readsLittle(KernelId id) const;

    std::vector<Kernel> m_kernels;
    std::vector<Edge> m_edges;
    std::vector<NetworkInput> m_inputs;
    std::vector<std::vector<EdgeId>> m_into;
    std::vector<std::vector<EdgeId>> m_from;
    std::vector<int> m_level;
    std::vector<int> m_beforeLast;
    int m_replicas = 1;
};

} // namespace waferscope
