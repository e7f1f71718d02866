#pragma once

#include <QGuiApplication>

#include <optional>

namespace waferscope {

/// Fonts and images need an application. A test has its own; `wafer` makes one that needs no display.
class OffscreenApplication {
public:
    OffscreenApplication();

private:
    char m_name[6] = "wafer";
    char* m_arguments[2] = {m_name, nullptr};
    int m_argumentCount = 1;
    std::optional<QGuiApplication> m_application;
};

} // namespace waferscope
