#pragma once

#include "views/builder/spec_edit.h"

#include <QScrollArea>

#include <functional>
#include <memory>
#include <vector>

class QComboBox;
class QFormLayout;
class QGridLayout;
class QVBoxLayout;

namespace waferscope {

class SettingField;

/// What a network is called and where it comes from, its inputs, and the sizes that they leave open.
class NetworkForm : public QScrollArea {
    Q_OBJECT
public:
    explicit NetworkForm(QWidget* parent = nullptr);

    void show(std::shared_ptr<const NetworkSpec> spec);

Q_SIGNALS:
    void edited(const waferscope::SpecEdit& edit);

private:
    /// The widgets of one input.
    struct InputRow {
        QWidget* box;
        SettingField* name;
        QComboBox* type;
        SettingField* shape;
    };
    struct SizeRow {
        std::string name;
        SettingField* field;
    };
    struct TextRow {
        std::string NetworkSpec::*member;
        SettingField* field;
    };

    void addTexts(QVBoxLayout& column);
    void addTextRow(QFormLayout& rows, const QString& title, const char* name, const QString& hint,
                    std::string NetworkSpec::*member);
    void addInputs(QVBoxLayout& column);
    void rebuildInputs();
    void addInputRow(std::size_t input);
    void rebuildSizes(const std::vector<std::string>& names);
    void refreshInputs();
    void refreshSizes();
    void addInput();
    void removeInput(std::size_t input);
    void editName(std::size_t input, const QString& name);
    void editShape(std::size_t input, const QString& text);
    void editSize(const std::string& name, const QString& text);
    void change(const QString& text, const QString& key, const std::function<void(NetworkSpec&)>& how);

    std::shared_ptr<const NetworkSpec> m_spec;
    QWidget* m_body;
    QVBoxLayout* m_inputColumn;
    QFormLayout* m_sizeRows;
    std::vector<TextRow> m_texts;
    std::vector<InputRow> m_inputs;
    std::vector<SizeRow> m_sizes;
};

} // namespace waferscope
