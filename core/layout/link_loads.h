#pragma once

#include "core/layout/lane_run.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace waferscope {

/// Wavelets that every link of a fabric carries for one sample, forward activations and backward gradients together. A
/// link is known by the PE that it leaves and its direction. The links that follow each other on one row or column are
/// a line; copies share their lines, so a copy costs little and a change only the lines that it touches.
class LinkLoads {
public:
    LinkLoads() = default; ///< of no fabric
    LinkLoads(int columns, int rows); ///< of a fabric without streams

    [[nodiscard]] int columns() const { return m_columns; }
    [[nodiscard]] int rows() const { return m_rows; }

    /// Of the link that leaves a PE of the fabric.
    [[nodiscard]] std::uint32_t at(Direction direction, PeCoord pe) const;
    /// The largest load of any link on the runs; stops looking once it has found `enough`.
    [[nodiscard]] std::uint32_t worst(std::span<const LaneRun> runs, std::uint32_t enough = UINT32_MAX) const;

    /// Loads the links of runs. Links outside the fabric are left out here and everywhere.
    void add(std::span<const LaneRun> runs);
    /// Takes away what add() has added.
    void remove(std::span<const LaneRun> runs);

    /// Whether all links of runs carry what they carry in another snapshot of the same fabric.
    [[nodiscard]] bool equalOn(std::span<const LaneRun> runs, const LinkLoads& other) const;

    friend bool operator==(const LinkLoads& a, const LinkLoads& b);

private:
    using Line = std::shared_ptr<std::uint32_t[]>; ///< by column or row; null where no lane ever ran

    /// Links `first` .. `last` - 1 of a line; none when they are equal.
    struct Stretch {
        std::size_t line = 0;
        int first = 0;
        int last = 0;
    };
    [[nodiscard]] std::size_t lineOf(Direction direction, PeCoord pe) const;
    [[nodiscard]] std::size_t lengthOf(std::size_t line) const;
    [[nodiscard]] Stretch stretchOf(const LaneRun& run) const;
    [[nodiscard]] std::uint32_t* ownLine(std::size_t line);
    void change(const LaneRun& run, std::uint32_t by);

    int m_columns = 0;
    int m_rows = 0;
    std::vector<Line> m_lines; ///< rows to the east, rows to the west, columns to the south, columns to the north
};

} // namespace waferscope
