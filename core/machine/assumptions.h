#pragma once

#include "core/machine/system.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// One number that the model rests on and a person may change (MODEL section 8).
struct Assumption {
    std::string key; ///< "pipelined_efficiency"
    std::string label;
    double value = 0.0;
    double least = 0.0; ///< allowed range, both ends included
    double most = 0.0;
    std::string unit;
    Mark mark = Mark::Assumed;
    std::string source;
    bool isPerLayer = false; ///< a layer or block may have its own: "density.encoder/0"
};

inline constexpr std::string_view kHostSeconds = "host_seconds"; ///< the key of the host's fixed time a step

/// One number for all layers, and others for some. Cheap to copy.
class LayerValues {
public:
    using ByName = std::map<std::string, double, std::less<>>;

    LayerValues() = default;
    explicit LayerValues(double common, ByName own = {});

    /// That of the layer, else of the nearest block around it, else the common one. `kernel` is a kernel's name: its
    /// layer's, with a number behind where a layer has several.
    [[nodiscard]] double of(std::string_view kernel) const { return m_own ? ownOf(kernel) : m_common; }

    /// The layer or block whose number that is; empty for the common one.
    [[nodiscard]] std::string_view ownerOf(std::string_view kernel) const;

private:
    [[nodiscard]] const ByName::value_type* find(std::string_view kernel) const; ///< null for the common one
    [[nodiscard]] double ownOf(std::string_view kernel) const;

    double m_common = 1.0;
    std::shared_ptr<const ByName> m_own; ///< by layer or block; null when there are none
};

/// All of them, sorted by key: resources/assumptions.json with a person's changes. Immutable.
class Assumptions {
public:
    explicit Assumptions(std::vector<Assumption> defaults);

    /// `key` must be one of ours: asking for another is a bug.
    [[nodiscard]] double operator[](std::string_view key) const;
    [[nodiscard]] const std::vector<Assumption>& all() const { return m_all; }
    [[nodiscard]] bool contains(std::string_view key) const;
    /// What layers have of a number that is theirs to have.
    [[nodiscard]] LayerValues ofLayers(std::string_view key) const;
    /// Layers and blocks with a number of their own: "encoder/0" of "density.encoder/0". Sorted, each once.
    [[nodiscard]] std::vector<std::string> layersNamed() const;

    /// The same with one value changed; "density.LAYER" is added where `density` may be a layer's own. Fails on an
    /// unknown key (naming the nearest) and outside the range.
    [[nodiscard]] Result<Assumptions> with(std::string_view key, double value) const;

    /// Values that differ from the shipped ones: what a plan stores.
    [[nodiscard]] std::vector<std::pair<std::string, double>> changes() const;

private:
    [[nodiscard]] Assumptions withLayer(const Assumption& common, std::string_view key) const;

    std::vector<Assumption> m_all;
    std::vector<double> m_shipped; ///< parallel to m_all; not a number for a layer's own
};

} // namespace waferscope
