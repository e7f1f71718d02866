#pragma once

#include "core/system.h"

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// One number that the model rests on and a person may change (MODEL's [A] and [S] values).
struct Assumption {
    std::string key; ///< "pipelined_efficiency"
    std::string label;
    double value = 0.0;
    double least = 0.0; ///< allowed range, both ends included
    double most = 0.0;
    std::string unit;
    Mark mark = Mark::Assumed;
    std::string source;
};

/// All of them, sorted by key: resources/assumptions.json with a person's changes. Immutable.
class Assumptions {
public:
    explicit Assumptions(std::vector<Assumption> defaults);

    /// `key` must be one of ours: asking for another is a bug.
    [[nodiscard]] double operator[](std::string_view key) const;
    [[nodiscard]] const std::vector<Assumption>& all() const { return m_all; }
    [[nodiscard]] bool contains(std::string_view key) const;

    /// The same with one value changed. Fails on an unknown key (naming the nearest) and outside the range.
    [[nodiscard]] Result<Assumptions> with(std::string_view key, double value) const;

    /// Values that differ from the shipped ones: what a plan stores.
    [[nodiscard]] std::vector<std::pair<std::string, double>> changes() const;

private:
    std::vector<Assumption> m_all;
    std::vector<double> m_shipped; ///< parallel to m_all
};

} // namespace waferscope
