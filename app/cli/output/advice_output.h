#pragma once

#include "formats/reports/report_json.h"
#include "mapping/advice/advice.h"

namespace waferscope {

/// For the JSON object.
[[nodiscard]] std::optional<AdvisedChange> advisedChange(const std::optional<Advice>& advice);

enum class Wanted { No, Yes };
/// For the text: a line, also when nothing helps; nothing when no advice was asked for.
[[nodiscard]] std::string adviceText(const std::optional<Advice>& advice, Wanted wanted);

} // namespace waferscope
