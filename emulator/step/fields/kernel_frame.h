#pragma once

#include "core/layout/layout.h"
#include "emulator/step/fields/field_frame.h"
#include "emulator/step/fields/kernel_values.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace waferscope {

/// The kernels of a pipelined layout as they lie on the fabric. Immutable.
class PlacedKernels {
public:
    PlacedKernels(const Layout& layout, const Evaluation& evaluation, const CostModel& cost);

    struct Place {
        PeRect rectangle;
        bool rotated = false;
        std::vector<std::uint16_t> classAlong; ///< class of every fabric row of it; of every column where rotated
    };

    [[nodiscard]] std::size_t size() const { return m_places.size(); }
    [[nodiscard]] const Place& place(std::size_t kernel) const { return m_places[kernel]; }
    [[nodiscard]] const KernelValues& values(std::size_t kernel) const { return m_values[kernel]; }
    [[nodiscard]] const std::vector<std::uint32_t>& inRow(int row) const
    {
        return m_inRow[static_cast<std::size_t>(row)];
    }
    /// PeRole::Route outside kernels where a lane passes, else PeRole::Idle; row by row.
    [[nodiscard]] const float* routesOf(int row) const
    {
        return m_routes.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns);
    }

private:
    void markRoutes(const std::vector<LaneRun>& lanes, int rows);

    std::vector<Place> m_places;
    std::vector<KernelValues> m_values;
    std::vector<std::vector<std::uint32_t>> m_inRow;
    std::vector<float> m_routes;
    int m_columns;
};

/// A field of the PEs themselves. `threads` as in inArena.
class KernelFrame : public FieldFrame {
public:
    KernelFrame(std::shared_ptr<const PlacedKernels> kernels, const LogIndex& log, std::int64_t time, FieldKind kind);
    void paint(const PeRect& area, float* values) const override;

private:
    void paintKernel(std::size_t kernel, int y, const PeRect& area, float* row) const;

    std::shared_ptr<const PlacedKernels> m_kernels;
    std::vector<std::vector<float>> m_values; ///< by kernel
    FieldKind m_kind;
};

} // namespace waferscope
