#pragma once

#include "core/base/result.h"
#include "core/graph/network_source.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// A layer with its exact counts. Everything but `parameters` and `statistics` is of one sample.
struct Layer {
    std::string name; ///< block path
    LayerKind kind = LayerKind::Other;
    std::vector<OperatorId> operators;
    std::int64_t parameters = 0; ///< trainable; a tensor used by several layers counts in the first
    std::int64_t statistics = 0; ///< kept but not trained
    std::int64_t macs = 0; ///< forward multiply-adds: convolutions, matrix products, recurrences
    std::int64_t activations = 0; ///< elements of the outputs of its operators that are not views
    Shape outputShape; ///< of the last operator's first output, with the batch axis
};

/// A size that the network leaves open.
struct Symbol {
    std::string name;
    std::int64_t value = 1; ///< in force
};

/// A network with every shape known. Immutable; other sizes make another network.
class Network {
public:
    /// Infers shapes, groups operators into layers where the source has none, counts. An operator that the rules do not
    /// know passes its first input's shape on and becomes an issue. Fails on contradictions (a cycle, an operator whose
    /// known inputs cannot go together, a size below 1, an unknown name in `dimensions`).
    static Result<Network> create(std::shared_ptr<const NetworkSource> source, const Dimensions& dimensions = {});

    /// The same network at other sizes; sizes not named keep theirs.
    [[nodiscard]] Result<Network> withDimensions(const Dimensions& dimensions) const;

    [[nodiscard]] const NetworkSource& source() const { return *m_source; }
    [[nodiscard]] const std::string& name() const { return m_source->name; }
    [[nodiscard]] const std::vector<Symbol>& symbols() const { return m_symbols; }
    [[nodiscard]] Dimensions dimensions() const; ///< the symbols in force
    [[nodiscard]] const std::vector<Layer>& layers() const { return m_layers; }
    [[nodiscard]] const std::vector<ImportIssue>& issues() const { return m_issues; }

    [[nodiscard]] const Operator& operator[](OperatorId id) const;
    [[nodiscard]] const Tensor& operator[](TensorId id) const;
    [[nodiscard]] const Layer& operator[](LayerId id) const;
    [[nodiscard]] const Shape& shapeOf(TensorId id) const;
    [[nodiscard]] TensorRole roleOf(TensorId id) const; ///< after constant folding; the source's may be coarser

    /// The operator that computes the tensor, if any.
    [[nodiscard]] std::optional<OperatorId> producerOf(TensorId id) const;
    /// The layer that an operator belongs to; constants and shape arithmetic belong to none, unless a source says so.
    [[nodiscard]] std::optional<LayerId> layerOf(OperatorId id) const;

    /// First extent of the inputs; counts are divided by it.
    [[nodiscard]] std::int64_t batch() const { return m_batch; }
    [[nodiscard]] std::int64_t parameters() const; ///< trainable, each tensor once
    [[nodiscard]] std::int64_t statistics() const;
    [[nodiscard]] std::int64_t macs() const; ///< forward, of one sample
    [[nodiscard]] std::int64_t activations() const; ///< forward, of one sample

private:
    Network() = default;
    void indexProducers();
    void noteBatchNormalisation();
    void notePackedOperands();
    Result<Network> countLayers(); ///< moves itself into the result

    std::shared_ptr<const NetworkSource> m_source;
    std::vector<Symbol> m_symbols;
    std::vector<Layer> m_layers;
    std::vector<ImportIssue> m_issues;
    std::vector<Shape> m_shapes; ///< by TensorId
    std::vector<TensorRole> m_roles; ///< by TensorId
    std::vector<std::optional<OperatorId>> m_producers; ///< by TensorId
    std::vector<std::optional<LayerId>> m_layerOf; ///< by OperatorId
    std::int64_t m_batch = 1;
};

} // namespace waferscope
