#pragma once

#include "core/base/geometry.h"
#include "core/base/quantity.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// How sure a figure is; shown beside it.
enum class Mark { Published, SecondHand, Derived, Assumed };

[[nodiscard]] std::string_view nameOf(Mark mark);

/// A figure of a machine as its data file states it, for the "why this number" views.
struct SourcedFigure {
    std::string key; ///< as in the JSON file
    std::string label;
    double value = 0.0;
    std::string unit;
    Mark mark = Mark::Assumed;
    std::string source;
};

/// One kind of wafer-scale machine. Values come from resources/systems/*.json (MODEL section 1); all positive.
struct System {
    std::string name; ///< "cs1": what people type
    std::string title; ///< "Cerebras CS-1"
    int columns = 0; ///< of the fabric that kernels may use
    int rows = 0;
    Bytes sram; ///< per PE
    Bytes reservedSram; ///< per PE, for code and I/O
    int sramBanks = 0;
    Bytes readPerCycle; ///< per PE
    Bytes writePerCycle; ///< per PE
    int macsPerCycle = 0; ///< fp16 multiply-adds of one PE
    double fp32MacsPerCycle = 0.0; ///< of one PE
    Cycles vectorSetup; ///< of every vector instruction
    int colors = 0; ///< of a router
    int reservedColors = 0; ///< for host I/O
    Cycles hopLatency;
    Cycles rampLatency;
    Hertz clock;
    Hertz brochureClock;
    BytesPerSecond io; ///< each way
    std::optional<Watts> power; ///< of the whole system; none where the file does not say
    std::int64_t brochureCores = 0;
    double brochureSram = 0; ///< bytes on the whole wafer, as advertised
    double brochureMemoryBandwidth = 0; ///< bytes a second
    double brochureFabricBandwidth = 0; ///< bits a second
    std::vector<PeRect> deadPes; ///< on the fabric; no kernel may cover them, streams pass; they may overlap
    std::vector<SourcedFigure> figures; ///< every value above and the rest of the file, with its source

    [[nodiscard]] std::int64_t peCount() const { return std::int64_t{columns} * rows; }
    [[nodiscard]] std::int64_t livePeCount() const; ///< of the fabric: those that are not dead
    [[nodiscard]] PeRect fabric() const { return {{0, 0}, columns, rows}; }
    [[nodiscard]] Bytes usableSram() const { return sram - reservedSram; }
};

/// A host and the systems behind it. Values come from resources/installations/*.json; rates positive.
struct Installation {
    std::string name; ///< "neocortex-2021"
    std::string reference; ///< how a person names it: a shipped name or a file
    std::string title;
    System system; ///< all of an installation are of one kind
    int systems = 1; ///< there
    int workers = 1; ///< input workers that one job may have
    BytesPerSecond storage; ///< read, for all workers together
    BytesPerSecond nic; ///< of one worker
    BytesPerSecond hostMemory;
    BytesPerSecond bisection; ///< of the host's crossbar
    Bytes hostMemorySize;
    bool hasWeightStore = false; ///< MemoryX and SwarmX: weight streaming over several systems
    std::vector<SourcedFigure> figures;
};

} // namespace waferscope
