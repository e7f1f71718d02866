#pragma once

#include "core/layout/evaluation.h"
#include "core/run/field.h"
#include "emulator/step/fields/field_frame.h"
#include "emulator/step/fields/log_index.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// All lanes of a pipelined layout, arranged by the bands of rows that they cross. Immutable.
class LaneMap {
public:
    static constexpr int kBandRows = 16;

    LaneMap(const Layout& layout, const Evaluation& evaluation);

    struct Lane {
        LaneRun run;
        int before = 0; ///< hops of the same lane before this run
    };

    [[nodiscard]] const std::vector<Lane>& lanes() const { return m_lanes; }
    [[nodiscard]] std::size_t edges() const { return m_hops.size(); }
    /// Lanes that cross the rows band * kBandRows and on, in the order of lanes().
    [[nodiscard]] const std::vector<std::uint32_t>& inBand(int band) const
    {
        return m_inBand[static_cast<std::size_t>(band)];
    }
    [[nodiscard]] int hopsOf(std::size_t edge) const { return m_hops[edge]; } ///< of its longest lane
    [[nodiscard]] std::int64_t hop() const { return m_hop; } ///< cycles
    /// Cycles in which the end of an edge that feeds a stream computes what it sends.
    [[nodiscard]] std::int64_t feedingCycles(std::size_t edge, StreamDirection direction) const
    {
        return m_feeding[edge][static_cast<std::size_t>(direction)];
    }

private:
    void measureLanes();

    std::vector<Lane> m_lanes;
    std::vector<std::vector<std::uint32_t>> m_inBand;
    std::vector<int> m_hops;
    std::vector<std::array<std::int64_t, 2>> m_feeding;
    std::int64_t m_hop;
};

/// Traffic of the links at one time. A stream's wavelets run down their lane one hop a cycle, so link n of it carries
/// at time t what the stream sends at t - n hops. Demand: wavelets over the cycles in which the sender makes them;
/// links that cannot follow show more than 1. Utilization: wavelets over the cycles that the stream then takes; at
/// most 1. Of a PE's four outgoing links the fullest counts, or the one that the field is about.
class LinkFrame : public FieldFrame {
public:
    LinkFrame(std::shared_ptr<const LaneMap> lanes, const LogIndex& log, std::int64_t time, FieldKind kind);
    void paint(const PeRect& area, float* values) const override;

private:
    /// Links of a lane, counted from its start, that carry one sample now.
    struct Pulse {
        int first = 0;
        int last = 0;
        float perWavelet = 0.0F; ///< load of a link for every wavelet a sample
    };

    void paintBand(int band, const PeRect& area, float* values) const;
    void addLane(const LaneMap::Lane& lane, const PeRect& area, float* planes) const;

    std::shared_ptr<const LaneMap> m_lanes;
    std::vector<std::array<std::vector<Pulse>, 2>> m_pulses; ///< by edge and direction
    FieldKind m_kind;
    std::optional<Direction> m_only; ///< the direction that the field is about
};

} // namespace waferscope
